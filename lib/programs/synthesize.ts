import { synthesize } from "../dataset/synthetic/synthesize";
import { progressBar } from "../notebook/progress/progress";
import { interruptSignal } from "./interrupt-signal";
import { createProgram, runProgram, userPath, wholeNumber } from "./options";

const program = createProgram(
  "synthesize",
  "Draws a data set of made-up faces, with metadata in IMDB-WIKI's layout and with the flaws of a real one.",
)
  .option("--folder <folder>", "the folder to make (default: the project's data/synthetic)")
  .option("--count <number>", "how many records there are", wholeNumber(1), 2000)
  .option("--seed <number>", "the same seed and count give the same data set", wholeNumber(0, 2 ** 32 - 1), 1)
  .option("--replace", "replace the data set that was drawn there before", false)
  .action(run);

async function run(options: { folder?: string; count: number; seed: number; replace: boolean }): Promise<void> {
  const folder = options.folder === undefined ? "data/synthetic" : userPath(options.folder);
  await synthesize({
    ...options,
    folder,
    onProgress: progressBar("Drawing faces"),
    signal: interruptSignal("Stopping: nothing of the data set is kept."),
  });
}

runProgram(program);
