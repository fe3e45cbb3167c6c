import path from "node:path";
import { type ImageStore, openImageStore } from "../../images/store/open-image-store";
import type { FaceDetector } from "../../model/detector/face-detector";
import { type Framing, measureFraming, UTKFACE_FRAMING } from "../../model/detector/framing";
import { userPath } from "../options";

/**
 * How the faces lie that a model was trained on: measured in the images that the user names, or else in those of `var/images`
 * that have the name of the model's folder, as the notebooks and `npm run train` give it. Where there are none, as in UTKFace.
 *
 * @param say - told which of them it is
 * @throws when the images that the user names cannot be opened, or show no faces
 */
export async function framingOf(
  { modelDir, imgDir }: { modelDir: string; imgDir?: string | undefined },
  detector: FaceDetector,
  say: (text: string) => void,
): Promise<Framing> {
  if (imgDir !== undefined) {
    const framing = await measured(await openImageStore(userPath(imgDir)), detector);
    if (framing !== undefined) return framing;
    throw new Error(`In the images of ${imgDir} hardly any face is found: with --no-detect, pictures are taken whole.`);
  }
  const namesake = path.join("var", "images", path.basename(userPath(modelDir)));
  const store = await openImageStore(namesake).catch(() => undefined);
  const framing = store && (await measured(store, detector));
  say(
    framing
      ? `Faces are cut out like those of ${namesake}.`
      : "Faces are cut out as UTKFace's are: if the model was trained on others, name its images with --img-dir.",
  );
  return framing ?? UTKFACE_FRAMING;
}

async function measured(store: ImageStore, detector: FaceDetector): Promise<Framing | undefined> {
  try {
    return await measureFraming(detector, store.train);
  } finally {
    await store.close();
  }
}
