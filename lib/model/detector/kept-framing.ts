import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject, parseJson } from "../../files/json";
import { replaceFile } from "../../files/replace-file";
import type { FaceSplit } from "../../images/face-split";
import type { Point } from "../../images/photo/photo-view";
import { splitFingerprint } from "../../images/split-fingerprint";
import { findHumanModels } from "../pretrained/human-models";
import { type FaceDetector, loadFaceDetector } from "./face-detector";
import { type Framing, measureFraming } from "./framing";

/** A framing with the fingerprint of the images that it was measured in. */
interface KeptFraming {
  images: string;
  framing: Framing;
}

/**
 * How the faces lie that a model was trained on, as it is kept beside the model, in `framing.json`.
 *
 * @param modelFolder - is not trusted
 * @returns nothing where it is not kept, or not as it should be
 */
export async function keptFraming(modelFolder: string): Promise<Framing | undefined> {
  return (await readFraming(modelFolder))?.framing;
}

/**
 * How the faces lie that a model was trained on: as it is kept beside the model, if it was measured in these images, and else
 * measured in them and kept. A folder that cannot be written to keeps nothing, and it is measured each time.
 *
 * @param split - the images that the model was trained on
 * @returns undefined where the detector finds hardly any face
 */
export async function framingOfModel(
  modelFolder: string,
  detector: FaceDetector,
  split: FaceSplit,
): Promise<Framing | undefined> {
  const images = await splitFingerprint(split);
  const kept = await readFraming(modelFolder);
  if (kept?.images === images) return kept.framing;
  const framing = await measureFraming(detector, split);
  if (framing === undefined) return undefined;
  const content: KeptFraming = { images, framing };
  await replaceFile(fileIn(modelFolder), `${JSON.stringify(content, undefined, 2)}\n`).catch(() => {});
  return framing;
}

/**
 * Measures how the faces lie that a model was trained on, and keeps it beside the model, where the detector is at hand: nothing is
 * fetched.
 *
 * @example
 * await saveModel(model, modelFolder);
 * await keepFraming(modelFolder, store.train);
 */
export async function keepFraming(modelFolder: string, split: FaceSplit): Promise<void> {
  const models = findHumanModels();
  if (models === undefined) return;
  const detector = await loadFaceDetector(models);
  await framingOfModel(modelFolder, detector, split);
  detector.dispose();
}

function fileIn(modelFolder: string): string {
  return path.join(modelFolder, "framing.json");
}

async function readFraming(modelFolder: string): Promise<KeptFraming | undefined> {
  const kept = parseJson(await readFile(fileIn(modelFolder), "utf8").catch(() => ""));
  if (!isObject(kept) || typeof kept.images !== "string" || !Array.isArray(kept.framing)) return undefined;
  const [one, other, mouth, ...more]: unknown[] = kept.framing;
  if (!isPlace(one) || !isPlace(other) || !isPlace(mouth) || more.length > 0) return undefined;
  return { images: kept.images, framing: [one, other, mouth] };
}

/** Whether a value is a place in a picture, in shares of its side. */
function isPlace(value: unknown): value is Point {
  return isObject(value) && [value.x, value.y].every((share) => typeof share === "number" && share > 0 && share < 1);
}
