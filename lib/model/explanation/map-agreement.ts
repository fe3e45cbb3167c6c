import { ascending, descending, rank } from "d3-array";
import { bootstrapMean, type Estimate } from "../bootstrap";
import type { SaliencyMaps } from "./explainer";

/** The share of a map's places that count as those which most hangs on. */
const TOP_SHARE = 0.2;

/**
 * Spearman's rank correlation: 1 where two maps order the places alike, -1 where one's order is the other's reversed, 0 where the
 * one says nothing about the other. Equal values share the mean of their ranks; a map that is the same everywhere has no order, and
 * so a correlation of 0.
 *
 * @param one - values by place, at least two
 * @param other - of the same places
 * @example
 * rankCorrelation([1, 2, 3], [10, 20, 400]); // 1
 */
export function rankCorrelation(one: Iterable<number>, other: Iterable<number>): number {
  const [x, y] = [centeredRanks(one), centeredRanks(other)];
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y)) || 0;
}

function centeredRanks(values: Iterable<number>): number[] {
  const [fromLowest, fromHighest] = [rank(values, ascending), rank(values, descending)];
  return Array.from(fromLowest, (place, index) => (place - (fromHighest[index] ?? 0)) / 2);
}

/**
 * The share of one map's highest fifth of places that is in the other map's highest fifth as well.
 *
 * @param one - values by place
 * @param other - of the same places
 */
export function topOverlap(one: Float32Array, other: Float32Array): number {
  const [top, others] = [topPlaces(one), new Set(topPlaces(other))];
  return top.filter((place) => others.has(place)).length / top.length;
}

function topPlaces(values: Float32Array): number[] {
  const order = Array.from(values.keys()).sort((one, other) => (values[other] ?? 0) - (values[one] ?? 0));
  return order.slice(0, topCount(values.length));
}

const topCount = (places: number) => Math.max(1, Math.round(TOP_SHARE * places));

/** How much of where the age comes from is where the gender comes from, as shares of the highest fifth of places. */
export interface HeadOverlap {
  /** Both maps are of the same face. */
  sameFace: Estimate;
  /** The map of the gender is the next face's: what all faces have in common, as where in the picture they are. */
  otherFace: Estimate;
  /** What is expected of two maps that know nothing of each other. */
  chance: number;
}

/**
 * How much the maps of the two answers overlap, see `topOverlap`: the mean over the faces, and its 95 % bootstrap interval.
 *
 * @param maps - of two faces or more
 * @example
 * headOverlap(await explainFaces(gradCam(model), store.val)); // { sameFace: { value: 0.41, … }, …, chance: 0.2 }
 */
export function headOverlap({ age, gender, side }: SaliencyMaps): HeadOverlap {
  const overlapWith = (step: number) => {
    const shares = age.map((map, face) => topOverlap(map, gender[(face + step) % gender.length] ?? map));
    return bootstrapMean(shares, { seed: 1 });
  };
  return { sameFace: overlapWith(0), otherFace: overlapWith(1), chance: topCount(side ** 2) / side ** 2 };
}
