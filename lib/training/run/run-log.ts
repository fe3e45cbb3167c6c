import path from "node:path";
import { EventFile } from "../../engine/event-file";
import {
  EVALUATION_COLUMNS,
  evaluationReport,
  evaluationRow,
  STEP_COLUMNS,
  stepReport,
  stepRow,
} from "../history/history-rows";
import type { EvaluationReport, StepReport } from "../history/report";
import type { OpenRun } from "./open-run";
import { readRows, TableFile, writeRows } from "./table-file";

/** The files of a run's measurements. */
export const STEPS_FILE = "steps.csv";
export const EVALUATIONS_FILE = "evaluations.csv";

/** What a run measures, kept in memory and written as it comes: two CSV files, and an event file for TensorBoard. */
export class RunLog {
  /** All reports, from the run's first step on. */
  readonly steps: StepReport[];
  readonly evaluations: EvaluationReport[];
  readonly #stepsFile: TableFile<(typeof STEP_COLUMNS)[number]>;
  readonly #evaluationsFile: TableFile<(typeof EVALUATION_COLUMNS)[number]>;
  readonly #folder: string;
  readonly #from: number;
  #events: EventFile | undefined; // none is made where nothing is measured

  private constructor(
    { folder, assertHeld }: Pick<OpenRun, "folder" | "assertHeld">,
    from: number,
    steps: StepReport[],
    evaluations: EvaluationReport[],
  ) {
    this.steps = steps;
    this.evaluations = evaluations;
    this.#stepsFile = TableFile.open(path.join(folder, STEPS_FILE), STEP_COLUMNS, assertHeld);
    this.#evaluationsFile = TableFile.open(path.join(folder, EVALUATIONS_FILE), EVALUATION_COLUMNS, assertHeld);
    this.#folder = folder;
    this.#from = from;
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
    known: Pick<StepReport, "steps" | "mode"> & { valCount: number },
  ): Promise<RunLog> {
    const [stepsFile, evaluationsFile] = [path.join(run.folder, STEPS_FILE), path.join(run.folder, EVALUATIONS_FILE)];
    const steps = readRows(stepsFile, STEP_COLUMNS).filter(({ step }) => step <= from);
    const evaluations = readRows(evaluationsFile, EVALUATION_COLUMNS).filter(({ step }) => step <= from);
    await writeRows(stepsFile, STEP_COLUMNS, steps);
    await writeRows(evaluationsFile, EVALUATION_COLUMNS, evaluations);
    return new RunLog(
      run,
      from,
      steps.map((row) => stepReport(row, known)),
      evaluations.map((row) => evaluationReport(row, known.valCount)),
    );
  }

  addStep(report: StepReport): void {
    this.steps.push(report);
    const { step, ...row } = stepRow(report);
    this.#stepsFile.add({ step, ...row });
    const { epoch: _, images_per_second: __, ...curves } = row;
    this.#addScalars("train", curves, step);
  }

  addEvaluation(report: EvaluationReport): void {
    this.evaluations.push(report);
    const { step, ...row } = evaluationRow(report);
    this.#evaluationsFile.add({ step, ...row });
    this.#evaluationsFile.flush();
    const { epoch: _, seconds: __, ...curves } = row;
    this.#addScalars("validation", curves, step);
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

  #addScalars(group: string, curves: Record<string, number>, step: number): void {
    this.#events ??= new EventFile(this.#folder, this.#from + 1);
    for (const [name, value] of Object.entries(curves)) this.#events.scalar(`${group}/${name}`, value, step);
  }
}
