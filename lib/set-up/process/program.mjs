/** How set-up's programs end when something is missing: with one sentence on stderr and exit status 1. */
import { SetUpFailure } from "./failure.mjs";
import { dropUnreadOutput } from "./unread-output.mjs";

/** @param {() => Promise<void>} main */
export async function runProgram(main) {
  dropUnreadOutput();
  try {
    await main();
  } catch (error) {
    console.error(sentenceFor(error));
    process.exitCode = 1;
  }
}

/** @type {Record<string, string>} what the operating system's commonest refusals mean */
const systemErrors = {
  ENOSPC: "the disk is full: free some space and run it again",
  EDQUOT: "the disk quota is used up: free some space and run it again",
  EACCES: "it may not be written by this user: change its owner or its permissions",
  EPERM: "it may not be written by this user: change its owner or its permissions",
  EROFS: "its disk can only be read: clone the workbook to another one",
};

/**
 * The sentence for anything that was thrown; a fault of the program itself keeps its stack trace, to be reported.
 *
 * @param {unknown} thrown
 * @returns {string}
 */
export function sentenceFor(thrown) {
  if (thrown instanceof SetUpFailure) return thrown.message;
  if (!(thrown instanceof Error)) return String(thrown);
  const { code, path } = /** @type {NodeJS.ErrnoException} */ (thrown);
  const meaning = code === undefined ? undefined : systemErrors[code];
  if (meaning !== undefined) return `${path ?? "A file"} could not be written, ${meaning}.`;
  return `Set-up has a fault of its own, please report it: ${thrown.stack ?? thrown.message}`;
}
