import { bootstrapMean } from "../bootstrap";
import { pairedMean, type Verdict, verdictOn } from "../paired-mean";
import type { Head } from "./explainer";
import type { RemovalCurve } from "./removal-curves";

/** What a map's curves are worth beside those of another. */
export interface RemovalArea {
  head: Head;
  removal: RemovalCurve["removal"];
  map: string;
  /** The mean area over the faces, in years of age or in probability of the gender. */
  area: number;
  low: number;
  high: number;
  /**
   * Whether the map is better than the baseline, with a larger area in deletion and a smaller one in insertion. Where the 95 %
   * interval of the paired difference holds zero, these faces cannot tell.
   */
  verdict: Verdict | "the baseline";
}

/**
 * The areas under the curves, with their 95 % intervals, each beside that of a baseline on the same faces, see `pairedMean`.
 *
 * @param curves - as `removalCurves` returns them
 * @param baseline - the name of the maps that the others are compared with
 * @throws when there are no curves of that name
 * @example
 * removalAreas(curves, "random")
 */
export function removalAreas(curves: readonly RemovalCurve[], baseline: string): RemovalArea[] {
  return curves.map(({ head, removal, map, areas }) => {
    const beside = curves.find((one) => one.map === baseline && one.head === head && one.removal === removal);
    if (beside === undefined) throw new Error(`there are no curves of the maps "${baseline}" to compare with`);
    const { value: area, interval } = bootstrapMean(areas, { seed: 1 });
    const [low, high] = interval;
    const difference = pairedMean([areas.map((own, face) => own - (beside.areas[face] ?? Number.NaN))]);
    const verdict =
      map === baseline ? "the baseline" : verdictOn(difference, removal === "deletion" ? "higher" : "lower");
    return { head, removal, map, area, low, high, verdict };
  });
}
