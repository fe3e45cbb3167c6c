import { cumsum, mean, pairs, quantile, range } from "d3-array";
import { randomLcg } from "d3-random";
import { CONFIDENCE, percentileInterval, RESAMPLES } from "../bootstrap";
import type { Prediction } from "../prediction/prediction";
import { shareOfAges } from "./age-quantiles";

/** How far the age's whole distribution can be taken at its word. */
export interface AgePit {
  /** Of ten tenths of each face's softmax, from the youngest ages on: how many of the faces' ages lie there. Ideally a tenth. */
  tenths: number[];
  /** Where each of them would be in 95 % of the cases, were all ages drawn from their softmax. */
  tenthByChance: [low: number, high: number];
  /** By how much the share of ages below a quantile differs from the quantile's, on average over 10, 20 … 90 %. */
  error: number;
  /** Below what the error would be in 95 % of the cases, were all ages drawn from their softmax. */
  byChance: number;
}

/** The ends of the tenths. */
const LEVELS = range(11).map((level) => level / 10);

/**
 * The probability integral transform of the ages: which share of a face's softmax lies below its age. Where the softmax is right about
 * how likely each age is, all shares are equally frequent; where it is too sure of itself, the ends are more so. A year's own
 * probability is spread evenly over its shares (Czado, Gneiting and Held, "Predictive model assessment for count data", Biometrics,
 * 2009). The error is Kuleshov, Fenner and Ermon's, "Accurate uncertainties for deep learning using calibrated regression", ICML
 * 2018, with absolute differences; what is chance in it is found by 1,000 draws.
 *
 * @param predictions - one a face
 * @param ages - the true ones, 0 to 100
 * @returns NaN where there are no faces
 */
export function agePit(predictions: readonly Prediction[], ages: ArrayLike<number>): AgePit {
  const shares = predictions.map(({ ageProbabilities }, face) =>
    shareOfAges(ageProbabilities, ages[face] ?? Number.NaN),
  );
  const found = LEVELS.map((level) => mean(shares, ([below, upTo]) => shareUnder(level, below, upTo)) ?? Number.NaN);
  const random = randomLcg(1);
  const draws = range(RESAMPLES).map(() => {
    const counts = new Float64Array(LEVELS.length); // of nothing below 0, and of each tenth
    for (const _ of shares) {
      const tenth = 1 + Math.floor(10 * random());
      counts[tenth] = (counts[tenth] ?? 0) + 1;
    }
    return Array.from(cumsum(counts), (count) => count / shares.length);
  });
  return {
    tenths: tenthsOf(found),
    tenthByChance: percentileInterval(Float64Array.from(draws, (drawn) => tenthsOf(drawn)[0] ?? Number.NaN)),
    error: errorOf(found),
    byChance: quantile(draws, CONFIDENCE, errorOf) ?? Number.NaN,
  };
}

/** How much of what is spread evenly from one share to another lies under a level. */
function shareUnder(level: number, below: number, upTo: number): number {
  if (level >= upTo) return 1;
  return level <= below ? 0 : (level - below) / (upTo - below);
}

function tenthsOf(cumulative: readonly number[]): number[] {
  return pairs(cumulative, (from, to) => to - from);
}

function errorOf(cumulative: readonly number[]): number {
  return (
    mean(LEVELS.slice(1, -1), (level, index) => Math.abs((cumulative[index + 1] ?? Number.NaN) - level)) ?? Number.NaN
  );
}
