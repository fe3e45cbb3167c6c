import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject, parseJson } from "../../files/json";
import { replaceFile } from "../../files/replace-file";
import type { FaceSplit } from "../../images/face-split";
import { predictSplit } from "../prediction/predict-faces";
import type { Predictor } from "../prediction/predictor";
import { modelDigest } from "../saving/model-folder";
import { type Calibration, calibrate } from "./calibration";

/** A calibration with the digest of the network that it is of. */
interface KeptCalibration extends Calibration {
  network: string;
}

/**
 * Calibrates a network, see `calibrate`, and keeps that beside it, in `calibration.json`. A network that gives the age as one
 * number has no probabilities to calibrate: nothing is kept of it.
 *
 * @param modelFolder - where the network is saved already
 * @param predictor - the same network
 * @param split - faces that it was not trained on
 * @example
 * await saveModel(model, modelFolder);
 * await keepCalibration(modelFolder, modelPredictor(model), store.val);
 */
export async function keepCalibration(modelFolder: string, predictor: Predictor, split: FaceSplit): Promise<void> {
  const predictions = await predictSplit(predictor, split);
  if (predictions[0]?.ageProbability === undefined) return;
  const calibration = calibrate(predictions, split);
  const content: KeptCalibration = { network: await modelDigest(modelFolder), ...calibration };
  await replaceFile(fileIn(modelFolder), `${JSON.stringify(content)}\n`);
}

/**
 * The calibration that is kept beside a network.
 *
 * @param modelFolder - is not trusted
 * @returns nothing where none is kept of this very network, or not as it should be
 * @throws when the folder is not a model's
 */
export async function keptCalibration(modelFolder: string): Promise<Calibration | undefined> {
  const network = await modelDigest(modelFolder);
  const kept = parseJson(await readFile(fileIn(modelFolder), "utf8").catch(() => ""));
  if (!isObject(kept) || kept.network !== network || !isObject(kept.temperatures)) return undefined;
  const { age, gender } = kept.temperatures;
  const { ageScores } = kept;
  if (!isTemperature(age) || !isTemperature(gender) || !Array.isArray(ageScores)) return undefined;
  return ageScores.every(isScore) ? { temperatures: { age, gender }, ageScores } : undefined;
}

function fileIn(modelFolder: string): string {
  return path.join(modelFolder, "calibration.json");
}

function isTemperature(value: unknown): value is number {
  return typeof value === "number" && value > 0 && Number.isFinite(value);
}

/** Whether a value is one of years. */
function isScore(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= 101;
}
