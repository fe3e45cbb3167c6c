import os from "node:os";
import path from "node:path";
import { planSweep } from "../training/sweep/plan-sweep";
import { rayCluster } from "../training/sweep/ray-cluster";
import { type RunOutcome, sweep } from "../training/sweep/sweep";
import { thisMachine } from "../training/sweep/this-machine";
import { rayPython, setUpRay } from "../workbook/set-up/ray-environment.mjs";
import { interruptSignal } from "./interrupt";
import { createProgram, repeated, runProgram, userPath, wholeNumber } from "./options";
import { sweepProgress } from "./sweep-progress";
import { sweepTable } from "./sweep-table";
import { hyperparametersOf } from "./train-hyperparameters";
import { createTrainProgram } from "./train-program";

interface SweepProgramOptions {
  parameter: string[];
  random?: number;
  imgDir?: string;
  runsDir: string;
  jobs?: number;
  ray?: string;
}

const trainProgram = createTrainProgram();
const hyperparameters = hyperparametersOf(trainProgram);

const program = createProgram(
  "sweep",
  "Trains a network with each combination of some settings, each as a run of its own, and tells which were best. " +
    "Finished runs are not run again: the same command goes on with what is left.",
)
  .requiredOption(
    "-p, --parameter <name=values>",
    `values to try, as in learningRate=1e-4,3e-4, or with --random a range, as in learningRate=1e-5..1e-2; may be repeated. There is ${hyperparameters.map(({ name }) => name).join(", ")}`,
    repeated,
  )
  .option("--random <count>", "draw so many combinations instead of taking all; the same ones each time", wholeNumber(1))
  .option("--img-dir <folder>", "what npm run train is told")
  .option("--runs-dir <folder>", "where the runs' folders are", "var/runs")
  .option(
    "--jobs <count>",
    "how many runs at once. Default: 1, as a run keeps all processor cores busy unless its images or batches are small; with --ray, one for each machine of the cluster",
    wholeNumber(1),
  )
  .option(
    "--ray <address>",
    "send the runs to a Ray cluster, whose machines have the workbook in the same folder as this one: HOST:PORT or auto from one of them, ray://HOST:PORT from another. Installs Ray in var/ray at first",
  )
  .action(runSweep);

async function runSweep({ parameter, random: count, imgDir, jobs, ray, ...options }: SweepProgramOptions): Promise<void> {
  const runs = planSweep(parameter, { hyperparameters, count });
  if (count !== undefined && runs.length < count) {
    process.stderr.write(`There are no more than ${runs.length} different combinations.\n`);
  }
  const runsFolder = userPath(options.runsDir);
  const signal = interruptSignal("Stopping the runs, each with a checkpoint; Ctrl-C again ends the program at once.");
  const place = ray === undefined ? thisMachine(trainCommand) : await connect(ray, runsFolder);
  const outcomes = await sweep({
    runs,
    place,
    runsFolder,
    jobs,
    programArguments: imgDir === undefined ? [] : [`--img-dir=${userPath(imgDir)}`],
    signal,
    onEvent: sweepProgress(runs.length),
  });
}

runProgram(program);
