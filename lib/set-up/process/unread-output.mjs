/** Programs whose output nobody reads any more: it is dropped, and they go on. Node would end them with a stack trace. */

/** How the system refuses to write to a reader that has ended, and to a terminal that was closed. */
const noReader = ["EPIPE", "ECONNRESET", "EIO"];

/**
 * Has what a program prints from now on dropped, where nobody reads it: `npm run train | head`, a terminal that was closed. What
 * cannot be written to stdout for another reason, such as a full disk, is missing where it is expected: that is said once
 * on stderr, and the program's exit code is 1.
 */
export function dropUnreadOutput() {
  let isTold = false;
  process.stdout.on("error", (/** @type {NodeJS.ErrnoException} */ { code, message }) => {
    if (isTold || noReader.includes(code ?? "")) return;
    isTold = true;
    process.exitCode = 1;
    process.stderr.write(`What was printed is not all there: ${message}\n`);
  });
  process.stderr.on("error", () => {}); // there is nobody left to be told
}
