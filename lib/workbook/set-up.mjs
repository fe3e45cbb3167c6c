/**
 * Set-up: brings what the workbook needs and this clone lacks. `npm run setup` starts it; `npm test` does so first, and
 * `npm start` through `start.mjs`. Each step is skipped when it is done, so it can be cut off at any moment and run again.
 */
import { refuseOldNode } from "./set-up/node-version.mjs";

refuseOldNode();
// Imported after that check, as an older Node may not even be able to read these.
const [{ runProgram }, { setUp }] = await Promise.all([import("./set-up/program.mjs"), import("./set-up/steps.mjs")]);
await runProgram(async () => {
  await setUp();
  console.log("The workbook is set up.");
});
