import { lstat, mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { replaceFile } from "../../files/replace-file";
import type { Photo } from "../../images/photo/photo";
import type { PredictedFace } from "../../model/detector/predict-photo";
import type { Picture } from "../../model/prediction/predict-pictures";
import { drawAnnotatedPhoto } from "../../notebook/photos/annotated-photo";

/**
 * Makes the folder for annotated copies of pictures, if it is not there.
 *
 * @throws Error when a copy's name is taken there: by one of the pictures, whichever way leads to it, or by the copy of an
 *   earlier run
 */
export async function openAnnotatedFolder(folder: string, pictures: readonly Picture[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { file } of pictures) {
    const copy = path.join(folder, copyName(file));
    if ((await lstat(copy).catch(() => undefined)) === undefined) continue;
    throw new Error(`${copy} is there already, and no file is replaced: give an empty folder to --annotate.`);
  }
}

/**
 * Writes an annotated photo whole or not at all: as a JPEG of the picture's name, or as `NAME-2.jpg` where that is taken by now,
 * as by another picture of the name.
 *
 * @param folder - that `openAnnotatedFolder` has opened
 */
export async function writeAnnotated(
  folder: string,
  { file }: Picture,
  photo: Photo,
  faces: readonly PredictedFace[],
): Promise<void> {
  const jpeg = await drawAnnotatedPhoto(photo, faces, { largestSide: 1600 });
  let copy = path.join(folder, copyName(file));
  for (let count = 2; !(await claim(copy)); count++) copy = path.join(folder, copyName(file, `-${count}`));
  await replaceFile(copy, jpeg).catch(async (error) => {
    await rm(copy);
    throw error;
  });
}

function copyName(file: string, number = ""): string {
  return `${path.parse(file).name}${number}.jpg`;
}

/**
 * Makes an empty file. Whether the name is taken is the file system's to say, which may not tell upper from lower case.
 *
 * @returns false where it is taken
 */
async function claim(file: string): Promise<boolean> {
  try {
    await (await open(file, "wx")).close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
