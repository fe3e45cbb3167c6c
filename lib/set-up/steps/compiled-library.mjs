/**
 * `var/kernel`: what the notebooks import of `lib`, compiled, so that the first cell of the first kernel is quick. What changes later
 * the kernel compiles itself.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../process/command.mjs";
import { failureOf } from "../process/failure.mjs";

/**
 * @param {import("./step.mjs").Place} place
 * @returns {import("./step.mjs").Step}
 */
export function compiledLibrary({ root }) {
  const folder = join(root, "var/kernel");
  return {
    title: "Compiled library",
    disk: { folder, bytes: 10e6 },
    isDone: () => existsSync(folder),
    async run(progress) {
      progress.update("compiling what the notebooks import");
      const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
      const log = join(root, "var/set-up/compiled-library.log");
      const { status, lines } = await run([process.execPath, tsx, "lib/kernel/compile-ahead.ts"], { cwd: root, log });
      if (status !== 0) throw failureOf({ what: "the compiled library", program: "TypeScript", lines, log });
    },
  };
}
