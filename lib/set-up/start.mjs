/**
 * `npm start`: brings what is missing, then opens JupyterLab on the notebooks. Its options are JupyterLab's own
 * (`npm start -- --no-browser --port 8890`).
 */
import { refuseOldNode } from "./machine/node-version.mjs";

refuseOldNode();
// Imported after that check, and without `await`, as an older Node could not even read it.
import("./process/program.mjs").then(({ runProgram }) =>
  runProgram(async () => {
    const { root, setUp } = await import("./steps.mjs");
    await setUp();
    const { runJupyterLab } = await import("./jupyter-lab.mjs");
    process.exitCode = await runJupyterLab(root, process.argv.slice(2));
  }),
);
