import type { Command } from "commander";
import type { Hyperparameter } from "../../training/sweep/search-space";

/** The options of the train program that a sweep can try values of: those whose value is no path, but for the run's name. */
export function hyperparametersOf(program: Command): Hyperparameter[] {
  return program.options
    .filter(({ flags, long }) => / <(?!folder|file)/.test(flags) && long !== "--run")
    .map((option) => ({
      name: option.attributeName(),
      flag: `--${option.name()}`,
      parse: (text) => option.parseArg?.<number | string | undefined>(text, undefined) ?? text,
    }));
}
