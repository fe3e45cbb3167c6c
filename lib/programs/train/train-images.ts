import path from "node:path";
import { type ImageStore, openImageStore } from "../../images/store/open-image-store";
import { preparedFaces, storeFolderOf } from "../../notebook/prepared/prepared-faces";
import { userPath } from "../options";

/** Which images `npm run train` is told to train on. */
export interface TrainImages {
  imgDir?: string | undefined;
  imgSize?: number | undefined;
}

/** The faces of the notebooks, for who names none. */
const NOTEBOOKS = { dataset: "data/synthetic", imageSize: 64, seed: 42 };

/** The folder of the images, as an absolute path. */
export function imageFolderOf({ imgDir, imgSize = NOTEBOOKS.imageSize }: TrainImages): string {
  return imgDir === undefined ? path.resolve(storeFolderOf(NOTEBOOKS.dataset, imgSize)) : userPath(imgDir);
}

/** Opens the images; those of the notebooks are prepared first, where they are not. */
export function openImages({ imgDir, imgSize = NOTEBOOKS.imageSize }: TrainImages): Promise<ImageStore> {
  if (imgDir !== undefined) return openImageStore(userPath(imgDir));
  return preparedFaces(NOTEBOOKS.dataset, { ...NOTEBOOKS, imageSize: imgSize });
}
