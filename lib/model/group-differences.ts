import { setImmediate } from "node:timers/promises";
import { mean, quantile, shuffler, variance } from "d3-array";
import { randomLcg } from "d3-random";
import { CONFIDENCE, RESAMPLES } from "./bootstrap";
import type { FaceGroup } from "./groups";

/** How many faces are added to a group, for its variance. */
const ADDED = 10;

/** How much a group of faces differs from all faces that are not in it. */
export interface GroupDifference<Metric extends string = string> extends Pick<FaceGroup, "kind"> {
  group: string;
  metric: Metric;
  /** The group's mean less that of the other faces, and the bounds of its interval. */
  difference: number;
  low: number;
  high: number;
}

/**
 * How much each group differs from all other faces, with intervals that hold together: where no group differs in anything, one
 * table of differences in twenty has an interval without zero, and not one interval in twenty. So many are looked at that some are
 * far off by chance.
 *
 * The faces are dealt anew to groups of the same sizes, 1,000 times, and each time the largest of all differences, counted in standard
 * errors, is noted. So many standard errors as are above 95 % of these, each interval reaches to both sides. The variance in a group is
 * taken as if it had ten faces more that vary as all faces do: that a few faces agree says little.
 *
 * Source: Westfall and Young, "Resampling-Based Multiple Testing", 1993 (max T, in a single step)
 *
 * @param scores - of each metric a value a face, by the groups' rows
 * @param options - `seed`: a whole number, the same of which deals the same; `signal`: stops it
 * @returns one for each group and metric, but for a group of all faces
 * @example
 * await groupDifferences(faceGroups(predictions), faceScores(predictions), { seed: 1, signal });
 */
export async function groupDifferences<Metric extends string>(
  groups: readonly FaceGroup[],
  scores: Readonly<Record<Metric, Float64Array>>,
  { seed, signal }: { seed: number; signal: AbortSignal },
): Promise<GroupDifference<Metric>[]> {
  const comparisons = entries(scores).flatMap(([metric, values]) => {
    const all = { mean: mean(values) ?? 0, variance: variance(values) ?? 0 };
    return groups
      .filter(({ rows }) => rows.length < values.length)
      .map(({ kind, name, rows }) => ({ kind, group: name, metric, rows, values, all }));
  });
  const [first] = comparisons;
  if (first === undefined) return [];
  const order = first.values.map((_, row) => row);
  const shuffle = shuffler(randomLcg(seed));
  const largest = new Float64Array(RESAMPLES);
  for (const draw of largest.keys()) {
    await setImmediate(); // each takes milliseconds where there are hundreds of thousands of faces
    signal.throwIfAborted();
    shuffle(order);
    for (const { rows, values, all } of comparisons) {
      const { difference, error } = compare(rows, values, all, order);
      if (error > 0) largest[draw] = Math.max(largest[draw] ?? 0, Math.abs(difference) / error);
    }
  }
  const reach = (quantile(largest, CONFIDENCE) ?? Number.NaN) * (1 + 1e-9); // rounding makes none of equal ones the larger
  return comparisons.map(({ rows, values, all, ...compared }) => {
    const { difference, error } = compare(rows, values, all);
    return { ...compared, difference, low: difference - reach * error, high: difference + reach * error };
  });
}

/** The difference of the means within and without, and its standard error. */
function compare(
  rows: readonly number[],
  values: Float64Array,
  all: { mean: number; variance: number },
  order?: Float64Array,
): { difference: number; error: number } {
  let [sum, squares] = [0, 0];
  for (const row of rows) {
    const value = (values[order?.[row] ?? row] ?? Number.NaN) - all.mean;
    sum += value;
    squares += value * value;
  }
  const [within, without] = [rows.length, values.length - rows.length];
  const squaresWithout = all.variance * (values.length - 1) - squares;
  const varianceOf = (sum: number, squares: number, count: number) =>
    (squares - sum ** 2 / count + ADDED * all.variance) / (count - 1 + ADDED);
  return {
    difference: sum / within + sum / without, // what the others sum up to is −sum
    error: Math.sqrt(varianceOf(sum, squares, within) / within + varianceOf(-sum, squaresWithout, without) / without),
  };
}

function entries<Name extends string, Value>(record: Readonly<Record<Name, Value>>): [Name, Value][];
function entries(record: object): [string, unknown][] {
  return Object.entries(record);
}
