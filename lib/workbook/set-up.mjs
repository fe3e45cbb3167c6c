/**
 * Set-up: brings what the workbook needs and this clone lacks. `npm run setup` starts it; `npm test` does so first, and
 * `npm start` through `start.mjs`. Each step is skipped when it is done, so it can be cut off at any moment and run again.
 */
import { refuseOldNode } from "./set-up/node-version.mjs";

refuseOldNode();
// Imported after that check, and without `await`, as an older Node could not even read it.
import("./set-up/program.mjs").then(({ runProgram }) =>
  runProgram(async () => {
    const { setUp } = await import("./set-up/steps.mjs");
    await setUp();
    console.log("The workbook is set up.");
  }),
);
