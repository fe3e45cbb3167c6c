import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject, parseJson } from "../../files/json";
import { replaceFile } from "../../files/replace-file";
import { isLearningRate, type LearningRateChange } from "../learning-rate";
import { isBeingTrained } from "./run-lock";

/** A value of a parameter. */
export type ParameterValue = number | string | boolean;

/** What `run.json` says of a training run. */
export interface RunRecord {
  name: string;
  /** How it stands, as far as it says; a run whose process was killed says `running` all the same, see `stateOf`. */
  state: "running" | "finished" | "stopped" | "failed";
  /** Why it ended where it did, if not after its last step. */
  reason?: string;
  /** When, in ISO 8601. */
  started: string;
  ended?: string;
  parameters: Record<string, ParameterValue>;
  /** The learning rates that were given to it on its way, in the order of their steps. */
  learningRateChanges?: readonly LearningRateChange[];
  network: {
    name: string;
    imageSize: number;
    weights: number;
    /** A fingerprint of the weights that it began with. */
    initialWeights: string;
  };
  data: { train: SplitRecord; val: SplitRecord };
  code: {
    /** The commit that was checked out, where there is a git repository. */
    commit?: string;
    /** Of the library's files that decide what training does. */
    fingerprint: string;
  };
  versions: { node: string; tensorflow: string };
  /** Which trained it last. */
  process: { pid: number; host: string };
  /** How steps ran, such as "compiled, bfloat16". */
  mode?: string;
  /** Where validation was best; the model of that time is in `best`. */
  best?: { step: number; epoch: number };
}

/** The faces of a split, by which it is known again. */
export interface SplitRecord {
  name: string;
  count: number;
  fingerprint: string;
}

/** The record's file in a run's folder. */
const RECORD_FILE = "run.json";

/** Writes a run's record; one that is there is replaced. */
export async function writeRun(folder: string, record: RunRecord): Promise<void> {
  await replaceFile(path.join(folder, RECORD_FILE), `${JSON.stringify(record, undefined, 2)}\n`);
}

/**
 * Reads the record of a run.
 *
 * @param folder - the run's
 * @throws when it is not a run's folder, or its `run.json` is damaged
 */
export async function readRun(folder: string): Promise<RunRecord> {
  const file = path.join(folder, RECORD_FILE);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${folder} is not the folder of a training run: its ${RECORD_FILE} cannot be read (${error.code})`);
  });
  const record = parseJson(text);
  if (!isRecord(record)) throw new Error(`${file} is damaged: it is not what a training run writes`);
  return record;
}

/** The record of a run that is finished; nothing where there is none, or it is not. */
export async function finishedRun(folder: string): Promise<RunRecord | undefined> {
  const record = await readRun(folder).catch(() => undefined); // training tells what is wrong with a damaged one
  return record?.state === "finished" ? record : undefined;
}

/** How a run stands: `running` as long as a process trains it, and `interrupted` if that is gone and has not noted an end. */
export async function stateOf(folder: string, record: RunRecord): Promise<RunRecord["state"] | "interrupted"> {
  if (isBeingTrained(folder)) return "running";
  const { state } = record.state === "running" ? await readRun(folder) : record; // it may have ended since it was read
  return state === "running" ? "interrupted" : state;
}

/** Whether a value has all that is read of a record. */
function isRecord(value: unknown): value is RunRecord {
  return (
    hasTexts(value, ["name", "state", "started"]) &&
    isObject(value.parameters) &&
    (value.learningRateChanges === undefined || areChanges(value.learningRateChanges)) &&
    hasTexts(value.network, ["name", "initialWeights"]) &&
    isObject(value.data) &&
    hasTexts(value.data.train, ["fingerprint"]) &&
    hasTexts(value.data.val, ["fingerprint"]) &&
    hasTexts(value.code, ["fingerprint"])
  );
}

function areChanges(value: unknown): boolean {
  const isChange = (change: unknown) =>
    isObject(change) &&
    Number(change.step) >= 1 &&
    Number.isSafeInteger(change.step) &&
    isLearningRate(change.learningRate);
  return Array.isArray(value) && value.every(isChange);
}

function hasTexts(value: unknown, fields: readonly string[]): value is Record<string, unknown> {
  return isObject(value) && fields.every((field) => typeof value[field] === "string");
}
