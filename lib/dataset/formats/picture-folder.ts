import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * The folder that a CSV's file names are relative to: that of the CSV or, as in `labels.csv` beside `images/`, one in it.
 * It is the first that has one of the first ten pictures; where none has, that of the CSV.
 *
 * @example
 * pictureFolder("data/own/labels.csv", ["ada.jpg", "bob.jpg"]); // "data/own/images"
 */
export function pictureFolder(csvFile: string, filenames: readonly string[]): string {
  const csvFolder = path.dirname(csvFile);
  const folders = readdirSync(csvFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => path.join(csvFolder, entry.name))
    .sort();
  const first = filenames.slice(0, 10);
  const hasPictures = (folder: string) => first.some((filename) => existsSync(path.join(folder, filename)));
  return [csvFolder, ...folders].find(hasPictures) ?? csvFolder;
}
