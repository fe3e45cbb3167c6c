import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { ParameterValue } from "./notebook-parameters";

/** One notebook to be executed by `papermill_typescript.py`; the files are paths. */
export interface PapermillJob {
  input: string;
  /** Where the executed copy goes. */
  output: string;
  /** Where the HTML report goes. */
  report: string;
  parameters: { [name: string]: ParameterValue };
  /** The TypeScript type of each parameter. */
  types: { [name: string]: string };
}

/** How a cell failed. */
export interface CellFailure {
  /** The number that Jupyter shows beside the cell. */
  cell: number;
  name: string;
  message: string;
  traceback: string;
}

/**
 * Executes a notebook on the tslab kernel, without a browser, and makes its report.
 *
 * @param onCell - called with the number of the code cell that starts, from 1
 * @returns how a cell failed, if one did
 * @throws Error where the notebook could not be executed at all; what Python and the kernel said is then in a log beside
 *   the executed copy
 */
export async function executeNotebook(
  job: PapermillJob,
  onCell: (cell: number) => void,
): Promise<CellFailure | undefined> {
  const python = spawn(path.join(".venv", "bin", "python"), [path.join(__dirname, "papermill_typescript.py")]);
  let failure: CellFailure | undefined;
  let said = ""; // by Python, by the kernel, by TensorFlow's C++ code: of interest only where nothing else tells what failed
  python.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  createInterface(python.stdout).on("line", (line) => {
    const { cell, error }: { cell?: number; error?: CellFailure } = JSON.parse(line);
    if (error) failure = error;
    else if (cell) onCell(cell);
  });
  python.stdin.on("error", () => {}); // a Python that ends before it reads the job says why on stderr
  python.stdin.end(JSON.stringify(job));
  const status = await new Promise((resolve, reject) => {
    python.on("error", () => reject(new Error("There is no .venv/bin/python; `npm run setup` makes it.")));
    python.on("close", resolve);
  });
  if (status !== 0) {
    const log = `${job.output}.log`;
    writeFileSync(log, said);
    throw new Error(`${job.input} could not be executed: ${said.trim().split("\n").pop()} (${log} has more).`);
  }
  return failure;
}
