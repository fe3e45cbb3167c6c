import { existsSync } from "node:fs";
import path from "node:path";
import { openImageStore } from "../images/image-store";
import type { FaceDetector } from "../model/detector/face-detector";
import { type Framing, measureFraming, UTKFACE_FRAMING } from "../model/detector/framing";
import { userPath } from "./options";

/**
 * How the faces lie that a model was trained on: measured in the images that the user names, or else in those that the
 * model's folder has the name of, as the notebooks and `npm run train` have it. Where there are none, as in UTKFace.
 *
 * @param say - told which of them it is
 * @throws when the images that the user names cannot be opened, or show no faces
 */
export async function framingOf(
  { modelDir, imgDir }: { modelDir: string; imgDir?: string | undefined },
  detector: FaceDetector,
  say: (text: string) => void,
): Promise<Framing> {
  const namesake = path.join("var", "images", path.basename(userPath(modelDir)));
  const folder = imgDir === undefined ? path.resolve(namesake) : userPath(imgDir);
  if (imgDir === undefined && !existsSync(folder)) {
    say("Faces are cut out as UTKFace's are: if the model was trained on others, name its images with --img-dir.");
    return UTKFACE_FRAMING;
  }
  const store = await openImageStore(folder);
  try {
    const framing = await measureFraming(detector, store.train);
    if (framing === undefined) {
      throw new Error(
        `There are hardly any faces to be found in the images of ${folder}: with --no-detect, pictures are taken whole.`,
      );
    }
    say(`Faces are cut out like those of ${imgDir ?? namesake}.`);
    return framing;
  } finally {
    await store.close();
  }
}
