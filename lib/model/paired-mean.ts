import { mean } from "d3-array";
import { randomLcg } from "d3-random";
import { percentileInterval, RESAMPLES } from "./bootstrap";

/** A mean of paired differences, and its 95 % interval. */
export interface PairedMean {
  difference: number;
  low: number;
  high: number;
}

/** What an interval says: one that holds zero cannot tell. */
export type Verdict = "better" | "worse" | "cannot be told";

/**
 * The mean of paired differences between two networks, and its 95 % interval. This is the workbook's one rule for "better": the
 * difference is taken face by face, and seed by seed where there are several, so that what makes a face hard for both cancels
 * out, and it counts where its interval lies on one side of zero.
 *
 * The interval is a percentile bootstrap that draws faces and seeds anew at the same time, 1,000 times: it holds what other faces, and
 * other seeds, would have changed.
 *
 * Source: Owen, "The pigeonhole bootstrap", Annals of Applied Statistics, 2007
 *
 * @param differences - of each seed, one a face: what the one network is worth at it less what the other is
 * @returns NaN throughout where there are none
 * @example
 * pairedMean([Float64Array.of(-1, -2, 0)]); // { difference: -1, low: -1.67, high: -0.33 }
 */
export function pairedMean(differences: readonly Float64Array[]): PairedMean {
  const random = randomLcg(1);
  const draw = (count: number) => Math.floor(random() * count);
  const [seeds, faces] = [differences.length, differences[0]?.length ?? 0];
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    const drawn = Array.from({ length: seeds }, () => differences[draw(seeds)]);
    let sum = 0;
    for (let count = 0; count < faces; count++) {
      const face = draw(faces);
      for (const run of drawn) sum += run?.[face] ?? Number.NaN;
    }
    return sum / (seeds * faces);
  });
  const [low, high] = percentileInterval(means);
  return { difference: mean(differences, (run) => mean(run)) ?? Number.NaN, low, high };
}

/**
 * What a paired difference says of the one network.
 *
 * @param better - whether it is better where what was measured is lower, or higher
 */
export function verdictOn({ low, high }: Pick<PairedMean, "low" | "high">, better: "lower" | "higher"): Verdict {
  if (low <= 0 && high >= 0) return "cannot be told";
  return high < 0 === (better === "lower") ? "better" : "worse";
}
