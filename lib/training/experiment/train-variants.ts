import type { ColumnTable } from "arquero";
import type { tf } from "../../engine/tensorflow";
import { interruptible } from "../../interruptible";
import { checkRun } from "../run/open-run";
import { RUNS_FOLDER, runFolder } from "../run/run-folder";
import { finishedRun } from "../run/run-record";
import type { TrainOptions } from "../train-options";
import { type RunOptions, type StepProgress, type TrainRunsOptions, trainRuns } from "./train-runs";
import { variantEvaluations } from "./variant-evaluations";
import { type Experiment, type Variant, type VariantRun, variantRuns } from "./variant-runs";

/** Who is told how far an experiment is. */
export interface ExperimentProgress {
  /** Makes what is told of a run's steps. */
  ofRun(run: VariantRun): StepProgress;
  /** See `TrainOptions`. */
  onEmbed: NonNullable<TrainOptions["onEmbed"]>;
  /** Called once nothing more is done, also where it was stopped. */
  end(): void;
}

/** An experiment, and what it is made with. */
export interface TrainVariantsOptions
  extends Experiment,
    Pick<TrainOptions, "runsFolder">,
    Pick<TrainRunsOptions<VariantRun>, "signal"> {
  /**
   * Makes a network with new weights, which is disposed of after its run. Networks of different layers have different names:
   * by these, runs are told apart.
   */
  network: (seed: number, variant: string, parameters: Variant) => tf.LayersModel | Promise<tf.LayersModel>;
  /** Makes who is told how far the experiment is, of its runs: `variantProgress` in a notebook. */
  progress?: (runs: readonly VariantRun[]) => ExperimentProgress;
}

/**
 * Trains variants of a training, each with several seeds, so that a difference between them can be told from chance: a run
 * for each variant and seed, see `variantRuns`.
 *
 * A finished run is not trained again, and one that was stopped goes on where it was when this is called again. A run whose
 * training fails, because it diverges for example, is told of, and the next one begins. No tensor is left behind.
 *
 * @returns what the finished runs measured, as `variantEvaluations` describes it
 * @throws what `variantRuns` throws, and what `train` throws before its first step: the run was begun with another network
 *   or other faces
 * @example
 * const evaluations = await trainVariants({
 *   name: "synthetic-32px",
 *   variants: { "both tasks": {}, "age alone": { ageWeight: 1 } },
 *   seeds: [1, 2, 3],
 *   network: (seed) => sharedCnn({ imageSize: 32, seed }),
 *   train: store.train,
 *   val: store.val,
 *   epochs: 3,
 *   progress: variantProgress,
 * });
 * variantsTable(evaluations);
 */
export function trainVariants({ signal, progress, ...options }: TrainVariantsOptions): Promise<ColumnTable> {
  const { network, runsFolder = RUNS_FOLDER, ...experiment } = options;
  const runs = variantRuns(experiment);
  const work = async (signal: AbortSignal) => {
    const told = progress?.(runs);
    const optionsOf = async (run: VariantRun): Promise<RunOptions> => ({
      model: await network(run.seed, run.variant, run.parameters),
      train: experiment.train,
      val: experiment.val,
      ...run.parameters,
      run: run.run,
      runsFolder,
      onEmbed: told?.onEmbed,
    });
    try {
      const left: VariantRun[] = [];
      for (const run of runs) {
        const { steps } = run.plan;
        if (await isFinished(run, { ...options, runsFolder })) told?.ofRun(run)(steps, steps, steps);
        else left.push(run);
      }
      await trainRuns(left, optionsOf, { progress: (_, run) => told?.ofRun(run), signal });
    } finally {
      told?.end();
    }
    return variantEvaluations(runs, runsFolder);
  };
  return interruptible(signal, work, "Stopped; run the cell again to go on.");
}

/** @throws when the run is finished, but is not the run that is meant */
async function isFinished(
  { run, seed, variant, parameters, plan }: VariantRun,
  { network, train, val, runsFolder }: TrainVariantsOptions & { runsFolder: string },
): Promise<boolean> {
  const record = await finishedRun(runFolder(runsFolder, run));
  if (record === undefined || Number(record.parameters.steps) < plan.steps) return false;
  const model = await network(seed, variant, parameters);
  try {
    await checkRun(record, { model, train, val, plan });
  } finally {
    model.dispose();
  }
  return true;
}
