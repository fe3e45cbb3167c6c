import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
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

/** A notebook whose kernel is there, or on its way. */
export interface StartedNotebook {
  /**
   * Executes its cells, and makes its report.
   *
   * @param onCell - called with the number of the code cell that starts, from 1
   * @returns how a cell failed, if one did
   * @throws Error where the notebook could not be executed at all; what Python and the kernel said is then in a log beside
   *   the executed copy
   */
  run(onCell: (cell: number) => void): Promise<CellFailure | undefined>;
  /** Ends it, instead of `run`; it leaves no copy. */
  stop(): Promise<void>;
}

/**
 * Starts the tslab kernel for a notebook, without a browser; its cells wait for `run`. Neither Python nor the kernel outlives this
 * program, however it ends.
 */
export function startNotebook(job: PapermillJob): StartedNotebook {
  const script = path.join(__dirname, "papermill_typescript.py");
  const hold = `${job.output}.hold`; // while this file is there, the first cell waits
  writeFileSync(hold, "");
  const command = [path.join(".venv", "bin", "python"), script, JSON.stringify({ ...job, hold })];
  const python = start(command, { cwd: process.cwd(), output: "pipe" });
  const ended = once(python, "close");
  let failure: CellFailure | undefined;
  let told: ((cell: number) => void) | undefined;
  let said = ""; // by Python, by the kernel, by TensorFlow's C++ code: of interest only where nothing else tells what failed
  python.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const onLine = (line: string) => {
    const { cell, error }: { cell?: number; error?: CellFailure } = JSON.parse(line);
    if (error) failure = error;
    else if (cell) told?.(cell);
  };
  if (python.stdout !== null) createInterface(python.stdout).on("line", onLine);
  return {
    async run(onCell) {
      told = onCell;
      rmSync(hold, { force: true });
      const [status] = await ended;
      if (status === 127) throw new Error("There is no .venv/bin/python; `npm run setup` makes it.");
      if (status !== 0) {
        const log = `${job.output}.log`;
        writeFileSync(log, said);
        throw new Error(`${job.input} could not be executed: ${said.trim().split("\n").pop()} (${log} has more).`);
      }
      return failure;
    },
    async stop() {
      writeFileSync(hold, "stop"); // and not killed: a kernel that is just being started would be left behind
      await ended;
      for (const file of [hold, job.output]) rmSync(file, { force: true });
    },
  };
}
