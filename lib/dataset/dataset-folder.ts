import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** Where `npm run synthesize` puts the project's own data set, the default of the notebooks. */
const SYNTHETIC = "data/synthetic";

/** A data set in the layout of IMDB-WIKI's `imdb_crop`: a folder with one .mat file, and photos in folders below it. */
export interface Dataset {
  /** The folder's own name. */
  name: string;
  /** The folder, to which the records' paths are relative. */
  folder: string;
  /** The .mat file with the records. */
  metadataFile: string;
}

/**
 * Finds the parts of a data set in a folder.
 *
 * @param folder - relative to the working directory
 * @throws Error, naming the folder, when there is no such folder, or not exactly one .mat file in it
 * @example
 * const { name, metadataFile } = openDataset("data/synthetic");
 */
export function openDataset(folder: string): Dataset {
  const hint = path.resolve(folder) === path.resolve(SYNTHETIC) ? ", which `npm run synthesize` makes" : "";
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(
      `There is no folder ${folder}${hint}: expected is a data set, a folder with a .mat file and photos.`,
    );
  }
  // macOS leaves hidden files beside those that it unpacks: ._imdb.mat
  const found = readdirSync(folder).filter((file) => file.endsWith(".mat") && !file.startsWith("."));
  const [metadataFile] = found;
  if (metadataFile === undefined) {
    throw new Error(`The folder ${folder} has no .mat file${hint}: expected is one, with the records of the photos.`);
  }
  if (found.length > 1) {
    throw new Error(
      `The folder ${folder} has ${found.length} .mat files (${found.sort().join(", ")}): expected is one.`,
    );
  }
  return { name: path.basename(path.resolve(folder)), folder, metadataFile: path.join(folder, metadataFile) };
}
