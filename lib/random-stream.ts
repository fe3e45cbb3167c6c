import { randomLcg, randomNormal } from "d3-random";

/** A stream of random numbers of one face, the same for the same seed and index. */
export interface Random {
  /** A number from `minimum` up to `maximum`. */
  uniform(minimum: number, maximum: number): number;
  /** A number of the normal distribution. */
  normal(mean: number, deviation: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the choices, all equally likely. */
  pick<const Choice>(choices: readonly [Choice, ...Choice[]]): Choice;
}

/**
 * The random stream of face `index` under `seed`. Each face has a stream of its own, so that the order in which faces
 * are drawn, or how many at once, changes nothing.
 *
 * @param seed - a whole number
 * @param index - a whole number
 */
export function randomStream(seed: number, index: number): Random {
  const source = randomLcg(scramble(scramble(seed) + index));
  const normal = randomNormal.source(source)(0, 1);
  return {
    uniform: (minimum, maximum) => minimum + source() * (maximum - minimum),
    normal: (mean, deviation) => mean + deviation * normal(),
    chance: (probability) => source() < probability,
    pick: (choices) => choices[Math.floor(source() * choices.length)] ?? choices[0],
  };
}

/**
 * Spreads a whole number over all 32 bits, since linear congruential generators of neighboring seeds start alike.
 * The finalizer of MurmurHash3 (Austin Appleby, public domain).
 */
export function scramble(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
