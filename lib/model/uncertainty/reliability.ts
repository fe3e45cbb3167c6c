import { ascending, mean, quantile, range, sum } from "d3-array";
import { randomLcg } from "d3-random";
import { CONFIDENCE, percentileInterval, RESAMPLES } from "../bootstrap";

/** Faces of whose answers a head is about as sure. */
export interface ReliabilityBin {
  count: number;
  /** How sure it is, on average. */
  confidence: number;
  /** How often it is right. */
  accuracy: number;
  /** Where that would be in 95 % of the cases, were it as often right as it says. */
  byChance: [low: number, high: number];
}

/** How far a head can be taken at its word. */
export interface Reliability {
  /** From the least sure answers to the surest. */
  bins: ReliabilityBin[];
  /** The expected calibration error: by how much the two differ, on average over the faces. */
  error: number;
  /** Below what the error would be in 95 % of the cases, were the head as often right as it says. */
  byChance: number;
}

/** As many as in Guo et al., where there are faces for them. */
const BINS = 15;
/** Of much fewer, a share says little. */
const FACES_A_BIN = 30;

/**
 * Compares how sure a head is of its answers with how often they are right: a reliability diagram, and the expected calibration
 * error. Each bin holds as many faces as the others, since a softmax over 101 ages is seldom surer than a fifth. Where bins are
 * small, the error is well above zero for a perfect head too. What is chance in it is found by drawing, 1,000 times, whether each
 * answer is right, by the probability that the head gave it.
 *
 * Sources: Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017; Nguyen and O'Connor, "Posterior
 * calibration and exploratory analysis", EMNLP 2015, for such bins; Bröcker and Smith, "Increasing the reliability of reliability
 * diagrams", Weather and Forecasting, 2007, for the draws
 *
 * @param answers - of each face: the probability that the head gave to its answer, and whether that is right
 * @returns errors of NaN where there are no faces
 */
export function reliability(answers: readonly { confidence: number; isRight: boolean }[]): Reliability {
  const sorted = [...answers].sort((one, other) => ascending(one.confidence, other.confidence));
  const count = Math.min(BINS, Math.ceil(sorted.length / FACES_A_BIN));
  const bins = range(count).map((bin) => {
    const faces = sorted.slice(
      Math.round((bin * sorted.length) / count),
      Math.round(((bin + 1) * sorted.length) / count),
    );
    return { faces, count: faces.length, confidence: meanOf(faces, ({ confidence }) => confidence) };
  });
  const errorOf = (accuracies: readonly number[]) =>
    sum(bins, ({ count, confidence }, bin) => count * Math.abs((accuracies[bin] ?? 0) - confidence)) / sorted.length;

  const accuracies = bins.map(({ faces }) => meanOf(faces, ({ isRight }) => Number(isRight)));
  const random = randomLcg(1);
  const draws = range(RESAMPLES).map(() =>
    bins.map(({ faces }) => meanOf(faces, ({ confidence }) => Number(random() < confidence))),
  );
  return {
    bins: bins.map(({ count, confidence }, bin) => ({
      count,
      confidence,
      accuracy: accuracies[bin] ?? Number.NaN,
      byChance: percentileInterval(Float64Array.from(draws, (drawn) => drawn[bin] ?? Number.NaN)),
    })),
    error: errorOf(accuracies),
    byChance: quantile(draws, CONFIDENCE, errorOf) ?? Number.NaN,
  };
}

function meanOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return mean(items, value) ?? Number.NaN;
}
