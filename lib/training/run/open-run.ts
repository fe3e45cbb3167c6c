import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { nodeBackend } from "../../engine/node-backend";
import type { tf } from "../../engine/tensorflow";
import type { FaceSplit } from "../../images/face-split";
import { splitFingerprint } from "../../images/split-fingerprint";
import { imageSizeOf } from "../../model/forward";
import { TRAINING_DEFAULTS, type TrainingPlan } from "../plan";
import { codeRecord } from "./code-record";
import { isVacant } from "./run-folder";
import { type ParameterValue, type RunRecord, readRun, type SplitRecord, writeRun } from "./run-record";

/** What is trained with what. */
export interface RunSetting {
  model: tf.LayersModel;
  train: FaceSplit;
  val: FaceSplit;
  plan: TrainingPlan;
}

/** What a run is opened with. */
interface OpenRunOptions extends RunSetting {
  /** Whether a run that is there is gone on with. */
  resume?: boolean;
  /** Told what may make a difference to the run so far. */
  onMessage?: (text: string) => void;
  /** See {@link OpenRun.assertHeld}. */
  assertHeld: () => void;
}

/** A run that training writes to. */
export interface OpenRun {
  folder: string;
  record: RunRecord;
  /** The record of before, if the run was there. */
  before?: RunRecord;
  /** To be called before anything is written: throws where the run is no longer this process's. */
  assertHeld: () => void;
}

/** The parameters that decide which weights come out. */
const DECISIVE = [
  ...["batchSize", "learningRate", "schedule", "warmUpSteps", "optimizer", "precision", "seed"],
  ...["ageLoss", "labelSigma", "ageBalance", "ageWeight", "augment", "averageDecay"],
];

/** What a run was trained with that was begun before there was a parameter. */
const BEFORE: Readonly<Record<string, ParameterValue>> = TRAINING_DEFAULTS;

/**
 * Notes what is trained with what: in a folder in which no run has been begun, or in that of a run that is gone on with.
 *
 * @param folder - the run's; nobody else may be training in it
 * @throws when there is a run that is not to be gone on with, or that cannot be: then it says what differs
 */
export async function openRun(
  folder: string,
  { resume = false, onMessage: say = console.log, assertHeld, ...setting }: OpenRunOptions,
): Promise<OpenRun> {
  const isNew = await isVacant(folder);
  if (!isNew && !resume) {
    throw new Error(
      `there is a run ${path.basename(folder)} in ${path.dirname(folder)}: choose another name, or go on with that one (in a notebook resume: true, in a program --resume)`,
    );
  }
  const before = isNew ? undefined : await readRun(folder);
  const remains = (await readdir(folder)).filter((file) => file.endsWith(".tmp")); // what a killed process was writing
  await Promise.all(remains.map((file) => rm(path.join(folder, file), { force: true })));
  const described = await describe(setting);
  if (before === undefined) {
    const record: RunRecord = { name: path.basename(folder), started: new Date().toISOString(), ...described };
    await writeRun(folder, record);
    return { folder, record, assertHeld };
  }
  refuseDifferences(before, described);
  if (before.code.fingerprint !== described.code.fingerprint) {
    say(`The code has changed since ${before.name} was begun: what comes now may not be what would have come.`);
  }
  const { name, started, best, mode, learningRateChanges } = before;
  const kept = { ...(mode && { mode }), ...(best && { best }), ...(learningRateChanges && { learningRateChanges }) };
  const record: RunRecord = { name, started, ...described, ...kept };
  record.network.initialWeights = before.network.initialWeights;
  return { folder, record, before, assertHeld };
}

/**
 * Makes sure that a run is what one takes it for.
 *
 * @throws when it was begun with another network, other faces, or other parameters that decide which weights come out
 */
export async function checkRun(run: RunRecord, setting: RunSetting): Promise<void> {
  refuseDifferences(run, await describe(setting));
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
    ...decisive.map((name): [string, ParameterValue | undefined] => [name, record.parameters[name] ?? BEFORE[name]]),
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
