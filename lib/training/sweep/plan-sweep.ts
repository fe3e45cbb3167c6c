import { runName, type Settings } from "../run/run-name";
import { type Choices, grid } from "./grid";
import { randomSearch, type SearchSpace } from "./random-search";
import { type Hyperparameter, parseSearchSpace } from "./search-space";
import type { SweepRun } from "./sweep";

/**
 * The runs of a sweep: a run for each combination of the values, or for so many drawn at random.
 *
 * @param texts - what to try, see `parseSearchSpace`
 * @param options.count - how many to draw at random; fewer where there are no more. All combinations without it
 * @throws Error when a text is wrong, when there is a range and nothing is drawn, when settings cannot name a run
 */
export function planSweep(
  texts: readonly string[],
  options: { hyperparameters: readonly Hyperparameter[]; count?: number },
): SweepRun[] {
  const { hyperparameters, count } = options;
  const space = parseSearchSpace(texts, hyperparameters);
  const combinations: Settings[] = count === undefined ? grid(listed(space)) : randomSearch(space, { count });
  return combinations.map((settings) => ({
    name: runName(settings),
    settings,
    arguments: hyperparameters.flatMap(({ name, flag }) => {
      const value = settings[name];
      return value === undefined ? [] : [`${flag}=${value}`];
    }),
  }));
}

/** The space as lists of values. */
function listed(space: SearchSpace): Choices {
  return Object.fromEntries(
    Object.entries(space).map(([name, values]) => {
      if (!("from" in values)) return [name, values];
      const range = `${values.from}..${values.to}`;
      throw new Error(`${name}=${range} is a range, to be drawn from: add --random COUNT, or list its values.`);
    }),
  );
}
