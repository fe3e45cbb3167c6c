import path from "node:path";
import { type ImageStore, openImageStore } from "../../images/store/open-image-store";
import type { FaceDetector } from "../../model/detector/face-detector";
import { type Framing, UTKFACE_FRAMING } from "../../model/detector/framing";
import { framingOfModel, keptFraming } from "../../model/detector/kept-framing";
import { userPath } from "../options";

/**
 * How the faces lie that a model was trained on: in the images that the user names, or else in those of `var/images` that have the
 * name of the model's folder, as the notebooks and `npm run train` give it. It is measured once, and kept beside the model. Where
 * there are no images, it is what is kept there, or else as in UTKFace.
 *
 * @param say - told which of them it is
 * @throws when the images that the user names cannot be opened, or show no faces
 */
export async function framingOf(
  { modelDir, imgDir }: { modelDir: string; imgDir?: string | undefined },
  detector: FaceDetector,
  say: (text: string) => void,
): Promise<Framing> {
  const modelFolder = userPath(modelDir);
  if (imgDir !== undefined) {
    const framing = await framingIn(await openImageStore(userPath(imgDir)), modelFolder, detector);
    if (framing !== undefined) return framing;
    throw new Error(`In the images of ${imgDir} hardly any face is found: with --no-detect, pictures are taken whole.`);
  }
  const namesake = path.join("var", "images", path.basename(modelFolder));
  const store = await openImageStore(namesake).catch(() => undefined);
  const framing = store ? await framingIn(store, modelFolder, detector) : await keptFraming(modelFolder);
  say(
    framing
      ? `Faces are cut out like those ${store ? `of ${namesake}` : "that the model was trained on"}.`
      : "Faces are cut out as UTKFace's are: if the model was trained on others, name its images with --img-dir.",
  );
  return framing ?? UTKFACE_FRAMING;
}

async function framingIn(store: ImageStore, modelFolder: string, detector: FaceDetector): Promise<Framing | undefined> {
  try {
    return await framingOfModel(modelFolder, detector, store.train);
  } finally {
    await store.close();
  }
}
