/** `data/synthetic`: the data set that the notebooks use where they are given no other, drawn by the workbook's own program. */
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { start } from "../process/command.mjs";
import { SetUpFailure } from "../process/failure.mjs";

/**
 * @param {import("./step.mjs").Place} place
 * @returns {import("./step.mjs").Step}
 */
export function syntheticFaces({ root }) {
  const folder = join(root, "data/synthetic");
  return {
    title: "Synthetic faces",
    disk: { folder, bytes: 100e6 },
    isDone: () => existsSync(join(folder, "synthetic.mat")),
    async run() {
      const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
      const program = start([process.execPath, tsx, "lib/programs/synthesize.ts"], { cwd: root, output: "inherit" });
      const [status] = await once(program, "close");
      if (status === 0) return;
      throw new SetUpFailure(
        "The synthetic faces could not be drawn, for the reason above: mend that and run it again.",
      );
    },
  };
}
