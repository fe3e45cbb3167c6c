import type { Settings } from "../run/run-name";
import type { ParameterValue } from "../run/run-record";

/** The values to try of each hyperparameter, by name. */
export type Choices = Readonly<Record<string, readonly ParameterValue[]>>;

/** One of the values of each. */
export type Combination<Tried extends Choices> = { -readonly [Name in keyof Tried]: Tried[Name][number] };

/**
 * All combinations of the values of hyperparameters, for a grid search. The first name changes slowest; a value that is listed
 * twice counts once.
 *
 * @throws Error when a hyperparameter has no values
 * @example
 * for (const settings of grid({ learningRate: [1e-4, 3e-4], batchSize: [16, 64] })) {
 *   await train({ ...settings, model: sharedCnn({ imageSize: 64 }), train: faces.train, val: faces.val });
 * }
 */
export function grid<const Tried extends Choices>(choices: Tried): Combination<Tried>[];
export function grid(choices: Choices): Settings[] {
  return Object.entries(choices).reduce<Settings[]>(
    (combinations, [name, values]) => {
      if (values.length === 0) throw new Error(`${name} has no values to try`);
      const different = [...new Set(values)];
      return combinations.flatMap((settings) => different.map((value) => ({ ...settings, [name]: value })));
    },
    [{}],
  );
}
