import type { ParameterValue } from "../run/run-record";
import type { Range, SearchSpace } from "./random-search";

/** A parameter of training that a sweep can try values of. */
export interface Hyperparameter {
  /** In camelCase, as in a notebook: `learningRate`. */
  name: string;
  /** The train program's option for it: `--learning-rate`. */
  flag: string;
  /**
   * The value that a text means.
   *
   * @throws Error, with a sentence that says why, when it means none
   */
  parse: (text: string) => ParameterValue;
}

/**
 * What a sweep is to try, from texts like `learningRate=1e-4,3e-4` and `batch-size=16..128`: values separated by commas, or two
 * ends of a range.
 *
 * @param hyperparameters - what there is; the space has them in this order, whatever that of the texts
 * @throws Error when a text is not like that, names what there is not or names it again, or when a value is refused
 */
export function parseSearchSpace(texts: readonly string[], hyperparameters: readonly Hyperparameter[]): SearchSpace {
  const given = new Map<Hyperparameter, readonly ParameterValue[] | Range>();
  for (const text of texts) {
    const [, name = "", values = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === "") throw new Error(`"${text}" is not like learningRate=1e-4,3e-4: a name, =, and values.`);
    const hyperparameter = hyperparameters.find((known) => name === known.name || `--${name}` === known.flag);
    if (hyperparameter === undefined) {
      const names = hyperparameters.map((known) => known.name).join(", ");
      throw new Error(`There is no parameter ${name} to try values of; there is ${names}.`);
    }
    if (given.has(hyperparameter)) {
      throw new Error(`${name} is given twice: separate its values by commas, as in ${name}=A,B.`);
    }
    given.set(hyperparameter, parseValues(hyperparameter, values));
  }
  return Object.fromEntries(
    hyperparameters.flatMap((known) => {
      const values = given.get(known);
      return values === undefined ? [] : [[known.name, values]];
    }),
  );
}

function parseValues(hyperparameter: Hyperparameter, text: string): readonly ParameterValue[] | Range {
  const [, from, to] = /^([^,]+)\.\.([^,]+)$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return text.split(",").map((value) => parseValue(hyperparameter, value));
  const ends = { from: parseNumber(hyperparameter, from), to: parseNumber(hyperparameter, to) };
  if (ends.from >= ends.to)
    throw new Error(`${hyperparameter.name}=${text} is no range: its first end must be the lower.`);
  return { ...ends, whole: isWhole(hyperparameter, ends) };
}

function parseValue({ name, parse }: Hyperparameter, text: string): ParameterValue {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${name} cannot be "${text}". ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function parseNumber(hyperparameter: Hyperparameter, text: string): number {
  const value = parseValue(hyperparameter, text);
  if (typeof value === "number") return value;
  throw new Error(`${hyperparameter.name} is no number, so it has no range: list its values, separated by commas.`);
}

/** Whether a parameter takes whole numbers only: it refuses what lies between two that it takes. */
function isWhole({ parse }: Hyperparameter, { from, to }: Range): boolean {
  if (!Number.isInteger(from) || !Number.isInteger(to)) return false;
  try {
    parse(String(from + 0.5));
    return false;
  } catch {
    return true;
  }
}
