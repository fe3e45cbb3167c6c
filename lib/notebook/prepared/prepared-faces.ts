import path from "node:path";
import { openDataset } from "../../dataset/formats/dataset-folder";
import { readDataset } from "../../dataset/read-dataset";
import { splitFaces } from "../../dataset/split";
import { type ImageStore, openImageStore } from "../../images/store/open-image-store";
import { prepareImages } from "../../images/store/prepare-images";
import { nameForRuns } from "../../training/run/run-name";
import { progressBar } from "../progress/progress";

/** The shares of a data set's faces that the notebooks keep to validate and to test with. */
const KEPT = { validationFraction: 0.2, testFraction: 0.1 };

/** The numbers that decide which faces a notebook works on. */
export interface PreparedFacesOptions {
  /** Width and height of the images in pixels. */
  imageSize: number;
  /** Decides which faces are in which split. */
  seed: number;
  /** The lowest `face_score` that cleaning keeps. Default 1.0. */
  minimumScore?: number;
}

/**
 * Where a data set's prepared images are kept: `var/images/NAME-SIZEpx`, with the data set's name.
 *
 * @param dataset - what `openDataset` takes
 */
export function storeFolderOf(dataset: string, imageSize: number): string {
  return path.join("var", "images", `${openDataset(dataset).name}-${imageSize}px`);
}

/**
 * Where the model that was trained on a data set is kept: `var/models/NAME-SIZEpx`, with the data set's name.
 *
 * @param dataset - what `openDataset` takes
 */
export function modelFolderOf(dataset: string, imageSize: number): string {
  return path.join("var", "models", `${openDataset(dataset).name}-${imageSize}px`);
}

/**
 * The name of a data set's faces at an image size, as it stands in names of runs: `NAME-SIZEpx`, without the characters
 * that such names do not take.
 *
 * @param dataset - what `openDataset` takes
 */
export function facesNameOf(dataset: string, imageSize: number): string {
  return `${nameForRuns(openDataset(dataset).name) || "faces"}-${imageSize}px`;
}

/**
 * Everything that notebook 1 does, in one call: read the metadata, clean them, split the faces, prepare their images.
 * Images that were prepared before, from the same faces, are used again.
 *
 * @param dataset - what `openDataset` takes
 * @returns the image store, owned by the caller, who closes it
 * @throws Error when the data set cannot be read or nothing of it is left, see `readDataset`, `prepareImages`
 * @example
 * const faces = await preparedFaces("data/synthetic", { imageSize: 64, seed: 42 });
 * faces.train.count;
 */
export async function preparedFaces(dataset: string, options: PreparedFacesOptions): Promise<ImageStore> {
  const { imageSize, seed, minimumScore = 1 } = options;
  const { folder, faces } = await readDataset(dataset, { minimumScore });
  const storeFolder = storeFolderOf(dataset, imageSize);
  await prepareImages({
    faces: splitFaces(faces, { ...KEPT, seed }),
    imageFolder: folder,
    storeFolder,
    imageSize,
    selection: { minimumScore, seed },
    onCheck: progressBar("Checking pictures"),
    onProgress: progressBar("Preparing images"),
    onMessage: console.log,
  });
  return openImageStore(storeFolder);
}
