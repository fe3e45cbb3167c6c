/**
 * Set-up: brings what the workbook needs and this clone lacks. `npm run setup` starts it; `npm test` does so first, and
 * `npm start` through `start.mjs`. Each step is skipped when it is done, so it can be cut off at any moment and run again.
 */
import { refuseOldNode } from "./machine/node-version.mjs";

refuseOldNode();
// Imported after that check, and without `await`, as an older Node could not even read it.
import("./process/program.mjs").then(({ runProgram }) =>
  runProgram(async () => {
    const { setUp } = await import("./steps.mjs");
    await setUp();
    console.log("The workbook is set up.");
  }),
);
