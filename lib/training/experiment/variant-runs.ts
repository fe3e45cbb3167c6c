import type { FaceSplit } from "../../images/face-split";
import { planTraining, type TrainingParameters, type TrainingPlan } from "../plan";
import { RUNS_FOLDER, runFolder } from "../run/run-folder";
import { nameForRuns, runName, type Settings } from "../run/run-name";

/** What a variant of a training does otherwise. */
export type Variant = Readonly<Omit<TrainingParameters, "seed">>;

/** An experiment: variants of a training, each trained once with each of some seeds. */
export interface Experiment extends Variant {
  /** What the names of its runs begin with, which tells them from those of other experiments: the faces, for example. */
  name: string;
  /** What each does otherwise, by its name: `{ "both tasks": {}, "age alone": { ageWeight: 1 } }`. */
  variants: Readonly<Record<string, Variant>>;
  /** Of the initial weights, the order of the faces and their augmentation. */
  seeds: readonly number[];
  /** The faces to learn from. */
  train: FaceSplit;
  /** The faces to evaluate on. */
  val: FaceSplit;
}

/** A run of an experiment. */
export interface VariantRun {
  variant: string;
  seed: number;
  /** The run's name. */
  run: string;
  parameters: TrainingParameters;
  /** What follows of these. */
  plan: TrainingPlan;
}

/** Parameters that are not in a run's name: if they change, the same run is gone on with. */
const UNNAMED: readonly string[] = ["checkpointEvery", "evaluateEvery", "patience"];

/**
 * The runs of an experiment: all variants with the first seed, then all with the next one. Wherever it is stopped, the
 * variants have been trained about equally often; and if the computer becomes slower meanwhile, it does so for all of them.
 *
 * A run is named after its variant, its parameters and its seed, so that it is found again, and another one is begun where
 * they have been changed: `synthetic-32px,age-alone,batchSize=64,ageWeight=1,seed=2`.
 *
 * @throws when there is no variant or no seed, when two runs would have the same name or one cannot have its name, and what
 *   `planTraining` throws
 */
export function variantRuns({ name, variants, seeds, train, val, ...common }: Experiment): VariantRun[] {
  const entries = Object.entries(variants);
  if (entries.length === 0) throw new Error("the experiment has no variants: give one at least, { baseline: {} }");
  if (seeds.length === 0) throw new Error("the experiment has no seeds: give one at least, [1]");
  const runs = seeds.flatMap((seed) =>
    entries.map(([variant, changes]): VariantRun => {
      const parameters = { ...common, ...changes, ...epochsOrSteps(common, changes), seed };
      const run = [nameForRuns(name), nameForRuns(variant), runName(named(parameters))].join();
      runFolder(RUNS_FOLDER, run); // throws where it is no name
      return { variant, seed, run, parameters, plan: planTraining(parameters, { train, val }, train.imageSize) };
    }),
  );
  for (const [index, { run, variant }] of runs.entries()) {
    const same = runs.slice(0, index).find((other) => other.run === run);
    if (same === undefined) continue;
    throw new Error(
      same.variant === variant
        ? `the seed ${same.seed} is there twice: give each once`
        : `the runs of the variants "${same.variant}" and "${variant}" would have the same name, ${run}: name one otherwise`,
    );
  }
  return runs;
}

/** A variant that says how long it is trained does so alone: training takes epochs or steps, not both. */
function epochsOrSteps(common: Variant, changes: Variant): Pick<Variant, "epochs" | "steps"> {
  const { epochs, steps } = changes.epochs === undefined && changes.steps === undefined ? common : changes;
  return { epochs, steps };
}

/** The parameters that are in a run's name. How long it is trained is one where the learning rate follows from it. */
function named(parameters: TrainingParameters): Settings {
  const { schedule = "constant" } = parameters;
  const unnamed = schedule === "constant" ? [...UNNAMED, "epochs", "steps"] : UNNAMED;
  return Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => value !== undefined && !unnamed.includes(name)),
  );
}
