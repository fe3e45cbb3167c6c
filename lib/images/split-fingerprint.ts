import { createHash } from "node:crypto";
import type { FaceSplit } from "./face-split";

/** How many images are looked at, evenly spread: enough to tell one set of images from another. */
const SAMPLES = 16;

/**
 * A fingerprint of a split's faces, 16 hexadecimal digits: of their names, ages and genders in their order, and of some of
 * their images.
 */
export async function splitFingerprint(split: FaceSplit): Promise<string> {
  const { faces, ages, genders, count, imageSize } = split;
  const samples = Math.min(SAMPLES, count);
  const rows = Array.from({ length: samples }, (_, index) => Math.floor((index * count) / samples));
  const names = Array.from(faces.array("filename"), String);
  return createHash("sha256")
    .update(JSON.stringify([imageSize, names]))
    .update(ages)
    .update(genders)
    .update(await split.readImages(rows))
    .digest("hex")
    .slice(0, 16);
}
