import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Photo } from "../images/photo";
import type { PredictedFace } from "../model/detector/predict-photos";
import type { Picture } from "../model/predict-pictures";
import { drawAnnotatedPhoto } from "../workbook/annotated-photo";

/**
 * Where the annotated copies of pictures go: each under its own name as a JPEG, a second one of a name as `NAME-2.jpg`.
 *
 * @throws when a copy would replace one of the pictures
 */
export function annotatedFiles(pictures: readonly Picture[], folder: string): ReadonlyMap<Picture, string> {
  const sources = new Set(pictures.map(({ file }) => path.resolve(file)));
  const targets = new Map<Picture, string>();
  const taken = new Set<string>();
  for (const picture of pictures) {
    const { name } = path.parse(picture.file);
    let target = path.resolve(folder, `${name}.jpg`);
    for (let count = 2; taken.has(target); count++) target = path.resolve(folder, `${name}-${count}.jpg`);
    if (sources.has(target)) throw new Error(`${target} would be replaced: give another folder to --annotate.`);
    taken.add(target);
    targets.set(picture, target);
  }
  return targets;
}

/** Writes an annotated photo whole or not at all. */
export async function writeAnnotated(target: string, photo: Photo, faces: readonly PredictedFace[]): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(`${target}.tmp`, await drawAnnotatedPhoto(photo, faces, { largestSide: 1600 }));
  await rename(`${target}.tmp`, target);
}
