import { existsSync } from "node:fs";
import path from "node:path";
import { splitFingerprint } from "../images/split-fingerprint";
import { rayPython, setUpRay } from "../set-up/steps/ray-environment.mjs";
import { readCurves } from "../training/results/read-runs";
import { RUNS_FOLDER } from "../training/run/run-folder";
import { planSweep } from "../training/sweep/plan-sweep";
import { type RayCluster, rayCluster } from "../training/sweep/ray/ray-cluster";
import { type FaceFingerprints, type SweepRun, sweep } from "../training/sweep/sweep";
import { thisMachine } from "../training/sweep/this-machine";
import { interruptSignal } from "./interrupt-signal";
import { createProgram, repeated, runProgram, userPath, wholeNumber } from "./options";
import { sweepProgress } from "./sweep/sweep-progress";
import { sweepTable } from "./sweep/sweep-table";
import { hyperparametersOf } from "./train/train-hyperparameters";
import { imageFolderOf, openImages } from "./train/train-images";
import { createTrainProgram } from "./train/train-program";

interface SweepProgramOptions {
  parameter: string[];
  random?: number;
  imgDir?: string;
  runsDir: string;
  jobs?: number;
  ray?: string;
}

const root = path.resolve(__dirname, "../..");
const hyperparameters = hyperparametersOf(createTrainProgram());

const program = createProgram(
  "sweep",
  "Trains with many settings, each as a run of its own, and tells which were best. Finished runs are not run again: the same command goes on where it was stopped, one with more values runs what is new.",
)
  .requiredOption(
    "-p, --parameter <name=values>",
    `values to try, as learningRate=1e-4,3e-4, or with --random a range, as learningRate=1e-5..1e-2; may be repeated. There is ${hyperparameters.map(({ name }) => name).join(", ")}`,
    repeated,
  )
  .option("--random <count>", "draw so many combinations, the same each time, instead of taking all", wholeNumber(1))
  .option("--img-dir <folder>", "the images that npm run preprocess prepared (default: as of npm run train)")
  .option("--runs-dir <folder>", "where the runs' folders go, with a model each", RUNS_FOLDER)
  .option(
    "--jobs <count>",
    "runs at once (default: 1, as a run keeps all cores busy, unless there are many of them and its batches are small; with --ray one for each machine)",
    wholeNumber(1),
  )
  .option(
    "--ray <address>",
    "have the runs executed by a Ray cluster, whose machines have this folder under the same path: HOST:PORT or auto on one of them, ray://HOST:PORT elsewhere; Ray is installed in var/ray at first",
  )
  .action(runSweep);

async function runSweep(options: SweepProgramOptions): Promise<void> {
  const { random: count, ray } = options;
  const runs = planSweep(options.parameter, { hyperparameters, count });
  if (count !== undefined && runs.length < count) {
    process.stderr.write(`There are no more than ${runs.length} different combinations.\n`);
  }
  const runsFolder = options.runsDir === RUNS_FOLDER ? path.join(root, RUNS_FOLDER) : userPath(options.runsDir);
  const imagesElsewhere = ray !== undefined && !existsSync(imageFolderOf(options));
  const facesOf = imagesElsewhere ? undefined : await facesByRun(runs, options.imgDir);
  const signal = interruptSignal("Stopping the runs, each with a checkpoint; Ctrl-C again ends the program at once.");
  const programArguments = options.imgDir === undefined ? [] : [`--img-dir=${userPath(options.imgDir)}`];
  const cluster = ray === undefined ? undefined : await connect(ray, runsFolder);
  const place = cluster ?? thisMachine([process.execPath, "--import", "tsx", path.join(root, "lib/programs/train.ts")]);
  const onEvent = sweepProgress(runs.length);
  const outcomes = await sweep({
    runs,
    place,
    runsFolder,
    programArguments,
    facesOf,
    jobs: options.jobs,
    signal,
    onEvent,
  }).finally(() => cluster?.close());

  const names = runs.map(({ name }) => name);
  const { evaluations } = await readCurves(names, { runsFolder });
  process.stdout.write(`${sweepTable(outcomes, evaluations)}\n`);
  if (outcomes.every(({ state }) => state === "finished")) return;
  if (signal.aborted) throw new Error("Stopped: the same command again goes on from here.");
  const failed = outcomes.filter(({ state }) => state === "failed").length;
  throw new Error(`${failed} of ${runs.length} runs failed, see above: the same command again tries them again.`);
}

/** Which faces each run is about; those of the notebooks are prepared first, where they are not. */
async function facesByRun(
  runs: readonly SweepRun[],
  imgDir: string | undefined,
): Promise<(run: SweepRun) => FaceFingerprints | undefined> {
  const sizeOf = ({ settings: { imgSize } }: SweepRun) => (typeof imgSize === "number" ? imgSize : undefined);
  const faces = new Map<number | undefined, FaceFingerprints>();
  for (const imgSize of new Set(runs.map(sizeOf))) {
    const store = await openImages({ imgDir, imgSize });
    faces.set(imgSize, { train: await splitFingerprint(store.train), val: await splitFingerprint(store.val) });
    await store.close();
  }
  return (run) => faces.get(sizeOf(run));
}

async function connect(address: string, runsFolder: string): Promise<RayCluster> {
  await setUpRay();
  process.stderr.write(`Connecting to the Ray cluster at ${address} …\n`);
  return rayCluster({ address, python: rayPython, root, runsFolder });
}

runProgram(program);
