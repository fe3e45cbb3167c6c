import { type Random, randomStream } from "../../random-stream";
import type { Settings } from "../run/run-name";
import type { ParameterValue } from "../run/run-record";

/** The values between two numbers, both included. */
export interface Range {
  readonly from: number;
  /** At least `from`. */
  readonly to: number;
  /** Whole numbers only. Default false. */
  readonly whole?: boolean;
}

/** What is drawn from for each hyperparameter, by name: a list of values, all equally likely, or a range. */
export type SearchSpace = Readonly<Record<string, readonly ParameterValue[] | Range>>;

/** A value of each hyperparameter. */
export type Draw<Space extends SearchSpace> = {
  -readonly [Name in keyof Space]: Space[Name] extends readonly (infer Value)[] ? Value : number;
};

/** What is drawn again if it was drawn before, so many times in a row, is taken to be all there is. */
const patience = 10_000;

/**
 * Different combinations of hyperparameters drawn at random, for a random search (Bergstra and Bengio 2012). The same seed
 * gives the same ones, and of more of them the first are these: a search can be made longer.
 *
 * A range with positive ends is drawn from evenly on a logarithmic scale, others evenly; numbers that are not whole have three
 * significant digits.
 *
 * @param options.count - how many; fewer are returned where there are no more
 * @param options.seed - a whole number. Default 1
 * @throws Error when a hyperparameter has no values, when a range's ends are not numbers, not in their order, or not whole
 *   where the range is
 * @example
 * randomSearch({ learningRate: { from: 1e-5, to: 1e-2 }, batchSize: [16, 32, 64] }, { count: 20 });
 */
export function randomSearch<const Space extends SearchSpace>(
  space: Space,
  options: { count: number; seed?: number },
): Draw<Space>[];
export function randomSearch(space: SearchSpace, { count, seed = 1 }: { count: number; seed?: number }): Settings[] {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(`count must be a whole number of at least 1, but is ${count}`);
  const choosers = Object.entries(space).map(([name, values]) => chooserOf(name, values));
  const different = choosers.reduce((product, { size }) => product * size, 1);
  const drawn = new Map<string, Settings>();
  for (let draw = 0, last = 0; drawn.size < Math.min(count, different) && draw - last < patience; draw++) {
    const random = randomStream(seed, draw);
    const settings = Object.fromEntries(choosers.map(({ name, choose }) => [name, choose(random)]));
    const key = JSON.stringify(settings);
    if (drawn.has(key)) continue;
    drawn.set(key, settings);
    last = draw;
  }
  return [...drawn.values()];
}

/** Draws the values of a hyperparameter, of which there are so many. */
interface Chooser {
  name: string;
  size: number;
  choose: (random: Random) => ParameterValue;
}

function chooserOf(name: string, values: readonly ParameterValue[] | Range): Chooser {
  if ("from" in values) return { name, ...rangeChooser(name, values) };
  const different = [...new Set(values)];
  const [first] = different;
  if (first === undefined) throw new Error(`${name} has no values to try`);
  const choose = (random: Random) => different[Math.floor(random.uniform(0, different.length))] ?? first;
  return { name, size: different.length, choose };
}

function rangeChooser(name: string, { from, to, whole = false }: Range): Omit<Chooser, "name"> {
  if (!Number.isFinite(from) || !Number.isFinite(to) || from > to) {
    throw new Error(`the range of ${name} must go from a number to one that is not below it, but is ${from} to ${to}`);
  }
  if (whole && !(Number.isSafeInteger(from) && Number.isSafeInteger(to))) {
    throw new Error(`${name} takes whole numbers, but its range is ${from} to ${to}`);
  }
  const end = whole ? to + 1 : to; // of what is rounded down, so that the last whole number has a part of the scale too
  const choose = (random: Random) => {
    const drawn = from > 0 ? Math.exp(random.uniform(Math.log(from), Math.log(end))) : random.uniform(from, end);
    return Math.min(Math.max(whole ? Math.floor(drawn) : Number(drawn.toPrecision(3)), from), to);
  };
  return { size: whole ? end - from : Number.POSITIVE_INFINITY, choose };
}
