import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { nodeBackend } from "../../engine/node-backend";
import type { tf } from "../../engine/tensorflow";
import type { FaceSplit } from "../../images/face-split";
import { splitFingerprint } from "../../images/split-fingerprint";
import { imageSizeOf } from "../../model/forward";
import type { TrainingPlan } from "../plan";
import { codeRecord } from "./code-record";
import { makeRunFolder, runFolder } from "./folder";
import { type ParameterValue, type RunRecord, readRun, type SplitRecord, stateOf, writeRun } from "./record";

/** What is trained, and where its run is. */
export interface RunSetting {
  /** The run's name; of a new run the next free one if left out. */
  name: string | undefined;
  /** The folder of all runs. */
  runsFolder: string;
  /** Whether a run of that name is gone on with. */
  resume: boolean;
  model: tf.LayersModel;
  train: FaceSplit;
  val: FaceSplit;
  plan: TrainingPlan;
}

/** A run that training writes to. */
export interface OpenRun {
  folder: string;
  record: RunRecord;
  /** The record of before, if the run was there. */
  before?: RunRecord;
}

/** The parameters that decide which weights come out. */
const DECISIVE = ["batchSize", "learningRate", "schedule", "warmUpSteps", "optimizer", "precision", "seed"];

/**
 * Makes the folder of a training's run, or goes on with one, and notes what is trained with what.
 *
 * @param say - told what may make a difference to the run so far
 * @throws when there is a run of that name that is not to be, or cannot be gone on with, and says what differs
 */
export async function openRun(setting: RunSetting, say: (text: string) => void): Promise<OpenRun> {
  const { name, runsFolder, resume } = setting;
  if (resume && name === undefined) throw new Error("to go on with a run, give its name: run");
  const described = await describe(setting);
  if (resume && name !== undefined && existsSync(runFolder(runsFolder, name))) {
    const folder = runFolder(runsFolder, name);
    const before = await readRun(folder);
    if (stateOf(before) === "running" && before.process.pid !== process.pid) {
      throw new Error(`process ${before.process.pid} is training the run ${name}: stop that first, or wait for it`);
    }
    refuseDifferences(before, described);
    if (before.code.fingerprint !== described.code.fingerprint) {
      say(`The code has changed since ${name} was begun: what comes now may not be what would have come.`);
    }
    const { started, best, mode } = before;
    const record: RunRecord = { name, started, ...described, ...(mode && { mode }), ...(best && { best }) };
    record.network.initialWeights = before.network.initialWeights;
    await removeRemains(folder);
    return { folder, record, before };
  }
  const made = await makeRunFolder(runsFolder, name);
  const record: RunRecord = { name: made, started: new Date().toISOString(), ...described };
  const folder = runFolder(runsFolder, made);
  await writeRun(folder, record);
  return { folder, record };
}

/** Removes files that a killed process was writing. */
async function removeRemains(folder: string): Promise<void> {
  const remains = (await readdir(folder)).filter((file) => file.endsWith(".tmp"));
  await Promise.all(remains.map((file) => rm(path.join(folder, file), { force: true })));
}

async function describe({ model, train, val, plan }: RunSetting): Promise<Omit<RunRecord, "name" | "started">> {
  const { stepsPerEpoch, patience, ...parameters } = plan;
  const imageSize = imageSizeOf(model);
  const epochs = Number((plan.steps / stepsPerEpoch).toFixed(2));
  return {
    state: "running",
    parameters: { imageSize, epochs, ...parameters, ...(patience !== undefined && { patience }) },
    network: { name: model.name, imageSize, weights: model.countParams(), initialWeights: weightsFingerprint(model) },
    data: { train: await splitRecord(train), val: await splitRecord(val) },
    code: await codeRecord(),
    versions: { node: process.versions.node, tensorflow: nodeBackend().binding.TF_Version },
    process: { pid: process.pid, host: os.hostname() },
  };
}

async function splitRecord(split: FaceSplit): Promise<SplitRecord> {
  return { name: split.name, count: split.count, fingerprint: await splitFingerprint(split) };
}

/** A fingerprint of a network's weights, 16 hexadecimal digits. */
export function weightsFingerprint(model: tf.LayersModel): string {
  const hash = createHash("sha256");
  for (const weight of model.getWeights()) hash.update(weight.dataSync());
  return hash.digest("hex").slice(0, 16);
}

function refuseDifferences(before: RunRecord, now: Omit<RunRecord, "name" | "started">): void {
  const decisive = before.parameters.schedule === "constant" ? DECISIVE : [...DECISIVE, "steps"];
  const facts = (record: typeof now): [string, ParameterValue | undefined][] => [
    ...decisive.map((name): [string, ParameterValue | undefined] => [name, record.parameters[name]]),
    ["network", `${record.network.name} of ${record.network.weights} weights at ${record.network.imageSize} px`],
    ["training faces", record.data.train.fingerprint],
    ["validation faces", record.data.val.fingerprint],
  ];
  const then = new Map(facts(before));
  const different = facts(now).filter(([name, value]) => then.get(name) !== value);
  if (different.length === 0) return;
  const told = different.map(([name, value]) => `${name}: ${then.get(name)} then, ${value} now`).join("; ");
  throw new Error(
    `the run ${before.name} was begun otherwise (${told}): go on as it was begun, or choose another name`,
  );
}
