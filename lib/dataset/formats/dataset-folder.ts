import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { isUtkfaceFolder } from "./utkface";

/** Where `npm run synthesize` puts the project's own data set, the default of the notebooks. */
export const SYNTHETIC = "data/synthetic";

/** A data set, found but not read. */
export interface Dataset {
  /** The name of the folder, or of the file without its extension, whichever the user named. */
  name: string;
  /** What its records are: a .mat file in IMDB-WIKI's layout, a CSV file, or the file names of UTKFace. */
  kind: "imdb-wiki" | "csv" | "utkface";
  /** The .mat or CSV file; of UTKFace, the folder. */
  source: string;
}

/**
 * Finds the data set that a user names: a .mat file in IMDB-WIKI's layout, a CSV file, a folder with one of the two, or
 * a folder of UTKFace's files. Of a folder with a .mat file and CSV files, the .mat file is it.
 *
 * @param named - relative to the working directory
 * @throws Error, naming file or folder, when there is no such thing, or when a folder holds no data set or several
 * @example
 * const { name, source } = openDataset("data/synthetic");
 */
export function openDataset(named: string): Dataset {
  const hint = path.resolve(named) === path.resolve(SYNTHETIC) ? ", which `npm run synthesize` makes" : "";
  const status = statSync(named, { throwIfNoEntry: false });
  if (!status) {
    throw new Error(
      `There is no file or folder ${named}${hint}: expected is a data set, a folder with a .mat or CSV file and pictures, such a file, or a folder of UTKFace's files.`,
    );
  }
  if (!status.isDirectory()) return { name: path.parse(named).name, kind: kindOf(named), source: named };

  const name = path.basename(path.resolve(named));
  for (const extension of [".mat", ".csv"]) {
    const file = onlyFile(named, extension);
    if (file !== undefined) return { name, kind: kindOf(file), source: path.join(named, file) };
  }
  if (isUtkfaceFolder(named)) return { name, kind: "utkface", source: named };
  throw new Error(
    `The folder ${named} has no .mat file${hint}, no CSV file and no files named as UTKFace's are (age_gender_race_date.jpg): expected is one of them.`,
  );
}

function kindOf(file: string): "imdb-wiki" | "csv" {
  return file.toLowerCase().endsWith(".csv") ? "csv" : "imdb-wiki";
}

function onlyFile(folder: string, extension: string): string | undefined {
  // macOS leaves hidden files beside those that it unpacks: ._imdb.mat
  const found = readdirSync(folder).filter((file) => file.toLowerCase().endsWith(extension) && !file.startsWith("."));
  if (found.length > 1) {
    const kind = extension === ".csv" ? "CSV" : extension;
    throw new Error(
      `The folder ${folder} has ${found.length} ${kind} files (${found.sort().join(", ")}): expected is one; name the file itself.`,
    );
  }
  return found[0];
}
