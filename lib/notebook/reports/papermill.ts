import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { start } from "../../set-up/process/command.mjs";
import type { NotebookParameter } from "./notebook-parameters";

/** One notebook to be executed by `papermill_typescript.py`; the files are paths. */
export interface PapermillJob {
  input: string;
  /** Where the executed copy goes. */
  output: string;
  /** Where the HTML report goes. */
  report: string;
  parameters: { [name: string]: NotebookParameter["value"] };
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
 * Executes a notebook on the tslab kernel, without a browser, and makes its report. Neither Python nor the kernel outlives this
 * program, however it ends.
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
  const script = path.join(__dirname, "papermill_typescript.py");
  const command = [path.join(".venv", "bin", "python"), script, JSON.stringify(job)];
  const python = start(command, { cwd: process.cwd(), output: "pipe" });
  let failure: CellFailure | undefined;
  let said = ""; // by Python, by the kernel, by TensorFlow's C++ code: of interest only where nothing else tells what failed
  python.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const onLine = (line: string) => {
    const { cell, error }: { cell?: number; error?: CellFailure } = JSON.parse(line);
    if (error) failure = error;
    else if (cell) onCell(cell);
  };
  if (python.stdout !== null) createInterface(python.stdout).on("line", onLine);
  const [status] = await once(python, "close");
  if (status === 127) throw new Error("There is no .venv/bin/python; `npm run setup` makes it.");
  if (status !== 0) {
    const log = `${job.output}.log`;
    writeFileSync(log, said);
    throw new Error(`${job.input} could not be executed: ${said.trim().split("\n").pop()} (${log} has more).`);
  }
  return failure;
}
