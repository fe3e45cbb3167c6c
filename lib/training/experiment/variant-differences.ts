import type { ColumnTable } from "arquero";
import type { FaceSplit } from "../../images/face-split";
import type { FaceGroup } from "../../model/groups";
import { faceScores } from "../../model/metrics";
import { pairedMean } from "../../model/paired-mean";
import { predictWithRun } from "../results/predict-with-run";
import { RUNS_FOLDER } from "../run/run-folder";

/** By what variants are compared: years, and a share. */
const COMPARED = ["age_error_by_expected_value", "gender_accuracy"] as const;

/** How much a variant differs from the one that it is compared with. */
export interface VariantDifference {
  variant: string;
  baseline: string;
  /** Of which faces: the name of a group, or "all". */
  group: string;
  metric: (typeof COMPARED)[number];
  /** The mean of the variant's values minus the baseline's, and the bounds of its 95 % interval. */
  difference: number;
  low: number;
  high: number;
  /** How many seeds and faces it was taken over; the faces are those of the group. */
  seeds: number;
  faces: number;
}

/** What variants are compared with, and over which faces. */
export interface VariantDifferencesOptions {
  /** The variant that the others are compared with. */
  baseline: string;
  /** The faces that each run's network is asked about. */
  faces: FaceSplit;
  /** Groups of the faces to compare in, each by itself. Default: all faces together. */
  groups?: readonly FaceGroup[];
  /** The folder of all runs. */
  runsFolder?: string;
}

/**
 * How much better or worse the variants of an experiment are than one of them, by the workbook's one rule, see `pairedMean`: the
 * difference is taken face by face and seed by seed. Asked are the networks that the runs kept, those of their lowest validation loss.
 *
 * @param evaluations - as `trainVariants` returns them
 * @returns one for each other variant, each metric that both learned, and each group
 * @throws when the baseline is no variant of the experiment, or has no run with a seed of another's
 * @example
 * await variantDifferences(tuned, { baseline: "as the reference", faces: store.val });
 */
export async function variantDifferences(
  evaluations: ColumnTable,
  { baseline, faces, groups, runsFolder = RUNS_FOLDER }: VariantDifferencesOptions,
): Promise<VariantDifference[]> {
  const variants = await variantScores(evaluations, faces, runsFolder);
  const reference = variants.get(baseline);
  if (reference === undefined) {
    throw new Error(`"${baseline}" is no variant with a finished run: there are ${[...variants.keys()].join(", ")}.`);
  }
  const compared = groups ?? [{ name: "all", rows: Array.from(faces.ages.keys()) }];
  const found: VariantDifference[] = [];
  for (const [variant, runs] of variants) {
    if (variant === baseline) continue;
    for (const metric of COMPARED) {
      const differences = Array.from(runs).flatMap(([seed, scores]) => {
        const [ours, theirs] = [scores[metric], reference.get(seed)?.[metric]];
        return ours && theirs ? [ours.map((value, face) => value - (theirs[face] ?? Number.NaN))] : [];
      });
      if (differences.length === 0) continue;
      const seeds = differences.length;
      for (const { name, rows } of compared) {
        const inGroup = differences.map((run) => Float64Array.from(rows, (row) => run[row] ?? Number.NaN));
        found.push({ variant, baseline, group: name, metric, ...pairedMean(inGroup), seeds, faces: rows.length });
      }
    }
  }
  return found;
}

/** A value a face, of what was learned. */
type Scores = Partial<Record<(typeof COMPARED)[number], Float64Array>>;

/** Of each variant, what its run of each seed is worth at each face. */
async function variantScores(
  evaluations: ColumnTable,
  faces: FaceSplit,
  runsFolder: string,
): Promise<Map<string, Map<number, Scores>>> {
  const variants = new Map<string, Map<number, Scores>>();
  const last = evaluations.groupby("run").filter("d => d.step === op.max(d.step)").reify();
  for (let row = 0; row < last.numRows(); row++) {
    const run = String(last.get("run", row));
    const all = faceScores(await predictWithRun(run, faces, { runsFolder }));
    const learned = COMPARED.filter((metric) => Number.isFinite(last.get(metric, row)));
    const variant = String(last.get("variant", row));
    const runs = variants.get(variant) ?? new Map<number, Scores>();
    runs.set(Number(last.get("seed", row)), Object.fromEntries(learned.map((metric) => [metric, all[metric]])));
    variants.set(variant, runs);
  }
  return variants;
}
