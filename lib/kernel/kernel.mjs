/**
 * The kernel's start: `node lib/kernel/kernel.mjs {connection_file}`, as the kernelspec says.
 *
 * The parts are TypeScript. They are loaded through tsx for this one call only: notebooks and the files of `lib` that they
 * import are compiled by tslab.
 */
import { require } from "tsx/cjs/api";

const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  process.stderr.write(
    "usage: node lib/kernel/kernel.mjs CONNECTION_FILE (Jupyter starts it; it is not for terminals)\n",
  );
  process.exit(1);
}
const { startKernel } = require("./start.ts", import.meta.url);
// tsx turned on Node's own source maps, which would make it read the map of every package loaded from here on.
process.setSourceMapsEnabled(false);
await startKernel(connectionFile);
