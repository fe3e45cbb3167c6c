import { mkdirSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describeDuration } from "../progress/duration";
import { terminalLine } from "../progress/terminal-line";
import { codeCells, readNotebook } from "./notebook-file";
import { type NotebookRun, planRuns } from "./notebook-run";
import { type CellFailure, type StartedNotebook, startNotebook } from "./papermill";
import { writeReportIndex } from "./report-index";
import { saveOutputs } from "./save-outputs";

export interface RunNotebooksOptions {
  /** Such as `04-train`, in the order to run them; all, in the order of their numbers, where there are none. */
  names: readonly string[];
  /** Such as `epochs=3`, for every notebook run that has a parameter of this name. */
  settings: readonly string[];
  /** Writes the outputs back into the notebooks. */
  save: boolean;
  /** Where the notebooks are. */
  folder: string;
  /** Where executed copies and reports go. */
  reportFolder: string;
}

/**
 * Executes notebooks one after the other on the project's kernel, without a browser. During the last cell
 * of one the kernel of the next is started.
 *
 * It leaves an executed copy and an HTML report of each in the report folder, with an index of all reports there, and tells
 * its progress on stderr.
 *
 * @throws Error where a notebook or a parameter is unknown, before anything runs; where a cell fails, with the cell's error,
 *   after its report is written and without running the notebooks that follow
 */
export async function runNotebooks(options: RunNotebooksOptions): Promise<void> {
  const { names, settings, save, folder, reportFolder } = options;
  if (save && settings.length > 0)
    throw new Error("Only outputs of the notebooks' own parameters are saved: leave out -p.");
  const runs = planRuns(folder, names, settings);
  mkdirSync(reportFolder, { recursive: true });
  let next: StartedRun | undefined;
  try {
    for (const [index, run] of runs.entries()) {
      const started = next ?? startRun(run, reportFolder);
      next = undefined;
      const following = runs[index + 1];
      const onLastCell = () => {
        next = following && startRun(following, reportFolder);
      };
      try {
        await runNotebook(run, started, onLastCell);
      } finally {
        writeReportIndex(reportFolder);
      }
      if (save) await saveOutputs(started.copy, run.file);
    }
  } finally {
    await next?.stop();
  }
  process.stderr.write(`Reports: ${path.join(reportFolder, "index.html")}\n`);
}

/** A notebook whose kernel is there, and where its executed copy and its report go. */
interface StartedRun extends StartedNotebook {
  copy: string;
  report: string;
}

function startRun({ name, file, values, types }: NotebookRun, reportFolder: string): StartedRun {
  const [copy, report] = [path.join(reportFolder, `${name}.ipynb`), path.join(reportFolder, `${name}.html`)];
  return { ...startNotebook({ input: file, output: copy, report, parameters: values, types }), copy, report };
}

async function runNotebook(
  { name, file, values }: NotebookRun,
  { report, ...notebook }: StartedRun,
  onLastCell: () => void,
): Promise<void> {
  const line = terminalLine();
  const start = performance.now();
  const time = () => describeDuration((performance.now() - start) / 1000);
  const injected = Object.keys(values).length > 0 ? 1 : 0; // papermill adds a cell with the values
  const cells = codeCells(readNotebook(file)).filter((source) => source.trim() !== "").length + injected;
  let current = 0;
  const where = () => (current > 0 ? `cell ${current} of ${cells}` : "starting the kernel");
  const update = () => line.update(`${name}  ${where()}, ${time()}`);
  const timer = setInterval(update, Math.max(line.interval, 1000));
  try {
    const failure = await notebook.run((cell) => {
      current = cell;
      if (cell === cells) onLastCell();
    });
    line.end(failure ? `${name}  failed after ${time()}` : `${name}  ${cells} cells in ${time()}`);
    if (failure) throw new Error(describeFailure(name, failure, report));
  } finally {
    clearInterval(timer);
  }
}

function describeFailure(notebook: string, { cell, name, message, traceback }: CellFailure, report: string): string {
  const shown = process.stderr.isTTY ? traceback : stripVTControlCharacters(traceback);
  return `\n${notebook} failed in cell [${cell}]:\n\n${shown.trim() || `${name}: ${message}`}\n\nThe cells up to there: ${report}`;
}
