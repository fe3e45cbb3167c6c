import type { ColumnTable } from "arquero";
import { faceScores } from "../../model/metrics";
import { type PairedMean, pairedMean, verdictOn } from "../../model/paired-mean";
import { sameFaces } from "../../model/prediction/same-faces";
import type { RunMetric } from "../runs/run-metrics";

/**
 * How much larger a metric is of some answers than of others to the same faces, and what that says by the workbook's one rule, see
 * `pairedMean`.
 *
 * @param answers - as `predictFaces` returns them, a table a seed
 * @param others - those that they are compared with, in the same order
 * @returns "−3.84 (−4.59 to −3.06): better", a share in percentage points
 * @throws when they are not of the same faces, or there are not as many of both
 * @example
 * pairedDifference([await predictWithRun("run-2", store.val)], [await predictWithRun("run-1", store.val)], ageError)
 */
export function pairedDifference(
  answers: readonly ColumnTable[],
  others: readonly ColumnTable[],
  { column, better, unit }: RunMetric,
): string {
  if (answers.length !== others.length)
    throw new Error(`${answers.length} tables cannot be paired with ${others.length}`);
  sameFaces([...answers, ...others]);
  const scores = others.map((table) => faceScores(table)[column]);
  const differences = answers.map((table, seed) =>
    faceScores(table)[column].map((value, face) => value - (scores[seed]?.[face] ?? Number.NaN)),
  );
  const mean = pairedMean(differences);
  return `${intervalText(mean, unit === "percent" ? 100 : 1)}: ${verdictOn(mean, better)}`;
}

/** "−0.52 (−0.73 to −0.31)"; with more places where two would make zero of an end that is not. */
export function intervalText({ difference, low, high }: PairedMean, factor: number): string {
  const values = [difference, low, high].map((value) => factor * value);
  const ends = values.slice(1).filter((value) => value !== 0);
  const places = [2, 3, 4, 5].find((places) => ends.every((value) => Number(value.toFixed(places)) !== 0)) ?? 2;
  const [middle, from, to] = values.map((value) => {
    const text = value.toFixed(places);
    return value > 0 ? `+${text}` : text.replace("-", "−");
  });
  return `${middle} (${from} to ${to})`;
}
