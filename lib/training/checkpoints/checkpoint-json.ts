import { isObject, parseJson } from "../../files/json";

/** What a `checkpoint.json` says. */
export interface CheckpointDescription {
  step: number;
  epoch: number;
  /** How many updates the optimizer has made. */
  updates: number;
  /** The optimizer's slots in their order in `optimizer.bin`, float32, little-endian. */
  slots: { weight: number; slot: number; size: number }[];
  /** See `JointStepState`. */
  logVariances?: readonly number[];
  /** SHA-256 of `optimizer.bin`. */
  digest: string;
}

/**
 * Parses a `checkpoint.json`, which is not trusted.
 *
 * @param folder - named in errors
 * @throws when it does not describe a checkpoint
 */
export function parseCheckpoint(text: string, folder: string): CheckpointDescription {
  const json = parseJson(text);
  if (!isDescription(json)) {
    throw new Error(
      `${folder} holds no checkpoint that training can go on from: its checkpoint.json does not say where`,
    );
  }
  return json;
}

function isDescription(value: unknown): value is CheckpointDescription {
  if (!isObject(value)) return false;
  const { step, epoch, updates, logVariances, digest, slots } = value;
  return (
    [step, epoch, updates].every(isCount) &&
    (logVariances === undefined || isPairOfNumbers(logVariances)) &&
    typeof digest === "string" &&
    Array.isArray(slots) &&
    slots.every(isSlot)
  );
}

function isSlot(value: unknown): boolean {
  return isObject(value) && [value.weight, value.slot, value.size].every(isCount);
}

function isPairOfNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
