/** Trains a run, for train-killed.test.ts to kill: `killed-training.ts RUNS-FOLDER NAME`. It goes on with it if it is there. */
import { sharedCnn } from "../../lib/model/shared-cnn";
import { train } from "../../lib/training/train";
import { fakeSplit } from "../model/fake-split";

const [runsFolder = "", run = ""] = process.argv.slice(2);
train({
  model: sharedCnn({ imageSize: 8, filters: [8, 8, 8], units: 512, headUnits: 512 }), // a few MB to be written
  train: fakeSplit({ count: 40 }),
  val: fakeSplit({ count: 8, name: "val" }),
  batchSize: 8,
  steps: 200,
  checkpointEvery: 1,
  precision: "float32",
  run,
  runsFolder,
  resume: true,
}).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
