/**
 * `npm start`: brings what is missing, then opens JupyterLab on the notebooks. Its options are JupyterLab's own
 * (`npm start -- --no-browser --port 8890`).
 */
import { refuseOldNode } from "./set-up/node-version.mjs";

refuseOldNode();
// Imported after that check, as an older Node may not even be able to read these.
const [{ runProgram }, { root, setUp }, { runJupyterLab }] = await Promise.all([
  import("./set-up/program.mjs"),
  import("./set-up/steps.mjs"),
  import("./jupyter-lab.mjs"),
]);
await runProgram(async () => {
  await setUp();
  process.exitCode = await runJupyterLab(root, process.argv.slice(2));
});
