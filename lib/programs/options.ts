import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { dropUnreadOutput } from "../set-up/process/unread-output.mjs";

/**
 * A program started by `npm run NAME`, with `--help`, suggestions for misspelt options and defaults shown.
 *
 * @param name - the npm script's name, shown in the usage line as `npm run NAME --`
 * @param description - one or two sentences for `--help`
 */
export function createProgram(name: string, description: string): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .helpOption("--help", "show this text")
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError(`(npm run ${name} -- --help lists the options)`);
}

/**
 * Runs a program's action: an error becomes one sentence on stderr and exit code 1, without a stack trace.
 * `DEBUG=1` in the environment shows the stack trace as well. What nobody reads of its output is dropped.
 */
export async function runProgram(program: Command, argv: readonly string[] = process.argv): Promise<void> {
  dropUnreadOutput();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    const shown = error instanceof Error ? (process.env.DEBUG ? error.stack : error.message) : String(error);
    process.stderr.write(`${shown}\n`);
    process.exitCode = 1;
  }
}

/** An option's parser for a whole number within [minimum, maximum], bounds included. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER): (value: string) => number {
  return numberWithin(minimum, maximum, "a whole number", Number.isInteger);
}

/** An option's parser for a number within [minimum, maximum], bounds included. */
export function realNumber(minimum: number, maximum = Number.MAX_VALUE): (value: string) => number {
  return numberWithin(minimum, maximum, "a number", Number.isFinite);
}

function numberWithin(minimum: number, maximum: number, what: string, isOne: (number: number) => boolean) {
  const range = maximum >= Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  return (value: string): number => {
    const number = Number(value);
    if (value.trim() !== "" && isOne(number) && number >= minimum && number <= maximum) return number;
    throw new InvalidArgumentError(`It is not ${what} ${range}.`);
  };
}

/** An option's parser for one that may be repeated: collects what it is given. */
export function repeated(value: string, values: readonly string[] = []): string[] {
  return [...values, value];
}

/** A path as the user gave it, made absolute: relative to the folder in which `npm run` was called, which npm leaves. */
export function userPath(given: string): string {
  return path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
}
