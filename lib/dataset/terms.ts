import path from "node:path";
import { catalog } from "./download/catalog";
import { type Dataset, SYNTHETIC } from "./formats/dataset-folder";

/**
 * What a data set is, as far as it can be told, and what it may be used for.
 *
 * @example
 * datasetTerms(openDataset("data/synthetic")); // { title: "faces that this project drew", terms: "free" }
 */
export function datasetTerms({ kind, source }: Dataset): { title: string; terms: string } {
  if (kind === "utkface") {
    return {
      title: "UTKFace, https://susanqq.github.io/UTKFace/",
      terms: "non-commercial research only; the photos belong to their owners",
    };
  }
  const folder = path.dirname(path.resolve(source));
  const entry = Object.values(catalog).find((entry) => entry.folder === path.basename(folder));
  if (kind === "imdb-wiki" && entry !== undefined)
    return { title: `${entry.title}, ${entry.home}`, terms: entry.terms };
  if (folder === path.resolve(SYNTHETIC)) return { title: "faces that this project drew", terms: "free" };
  return unknownTerms;
}

/** What can be told of a data set that is not known. */
export const unknownTerms = {
  title: "a data set of the user's own",
  terms: "those of whoever the pictures are from, who may forbid other than research use, as IMDB-WIKI and UTKFace do",
};
