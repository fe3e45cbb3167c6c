import path from "node:path";
import { EventFile } from "../../engine/event-file";
import { EVALUATION_COLUMNS, type EvaluationReport, STEP_COLUMNS, type StepReport } from "../history/report";
import type { OpenRun } from "./open-run";
import { readRows, TableFile, writeRows } from "./table-file";

/** The files of a run's measurements. */
export const STEPS_FILE = "steps.csv";
export const EVALUATIONS_FILE = "evaluations.csv";

/** Columns of theirs that TensorBoard draws nothing of: where something was measured, and how fast. */
const NO_CURVES: readonly string[] = ["step", "epoch", "seconds", "images_per_second"];

/** What a run measures, kept in memory and written as it comes: two CSV files, and an event file for TensorBoard. */
export class RunLog {
  readonly #stepsFile: TableFile<(typeof STEP_COLUMNS)[number]>;
  readonly #evaluationsFile: TableFile<(typeof EVALUATION_COLUMNS)[number]>;
  #events: EventFile | undefined; // none is made where nothing is measured

  /** `steps` and `evaluations` are all reports, from the run's first step on. */
  private constructor(
    private readonly run: Pick<OpenRun, "folder" | "assertHeld">,
    private readonly from: number,
    readonly steps: StepReport[],
    readonly evaluations: EvaluationReport[],
  ) {
    const { folder, assertHeld } = run;
    this.#stepsFile = new TableFile(path.join(folder, STEPS_FILE), STEP_COLUMNS, assertHeld);
    this.#evaluationsFile = new TableFile(path.join(folder, EVALUATIONS_FILE), EVALUATION_COLUMNS, assertHeld);
  }

  /**
   * Begins a run's log, or goes on with the one that is there.
   *
   * @param from - the step that training goes on from; what was measured after it is dropped, as it will be again. 0 for
   *   a log that begins
   * @param known - what the files do not say
   */
  static async open(
    run: Pick<OpenRun, "folder" | "assertHeld">,
    from: number,
    known: Pick<StepReport, "steps" | "mode">,
  ): Promise<RunLog> {
    const [stepsFile, evaluationsFile] = [path.join(run.folder, STEPS_FILE), path.join(run.folder, EVALUATIONS_FILE)];
    const steps = readRows(stepsFile, STEP_COLUMNS).filter(({ step }) => step <= from);
    const evaluations = readRows(evaluationsFile, EVALUATION_COLUMNS).filter(({ step }) => step <= from);
    await writeRows(stepsFile, STEP_COLUMNS, steps);
    await writeRows(evaluationsFile, EVALUATION_COLUMNS, evaluations);
    const reports = steps.map((row) => ({ ...row, ...known }));
    return new RunLog(run, from, reports, evaluations);
  }

  addStep(report: StepReport): void {
    this.steps.push(report);
    this.#stepsFile.add(report);
    this.#addScalars("train", STEP_COLUMNS, report);
  }

  addEvaluation(report: EvaluationReport): void {
    this.evaluations.push(report);
    this.#evaluationsFile.add(report);
    this.#evaluationsFile.flush();
    this.#addScalars("validation", EVALUATION_COLUMNS, report);
  }

  /** Writes what is still held back. */
  flush(): void {
    this.#stepsFile.flush();
    this.#evaluationsFile.flush();
    this.#events?.flush();
  }

  /** Writes what is still held back, and closes the files. */
  close(): void {
    try {
      this.flush();
    } finally {
      this.#stepsFile.close();
      this.#evaluationsFile.close();
      this.#events?.close();
    }
  }

  #addScalars<Column extends string>(
    group: string,
    columns: readonly Column[],
    row: Record<Column | "step", number>,
  ): void {
    this.#events ??= new EventFile(this.run.folder, this.from + 1);
    for (const column of columns) {
      if (!NO_CURVES.includes(column)) this.#events.scalar(`${group}/${column}`, row[column], row.step);
    }
  }
}
