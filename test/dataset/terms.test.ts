import path from "node:path";
import { expect, test } from "vitest";
import { datasetTerms } from "../../lib/dataset/terms";

test.each([
  ["utkface", "faces/UTKFace", /^UTKFace/, /research only/],
  ["imdb-wiki", "data/wiki_crop/wiki.mat", /^IMDB-WIKI, the faces from Wikipedia/, /academic research purpose only/],
  ["imdb-wiki", "data/synthetic/synthetic.mat", /^faces that this project drew/, /^free$/],
  ["imdb-wiki", "elsewhere/synthetic/mine.mat", /user's own/, /may forbid/],
  ["csv", "data/wiki_crop/people.csv", /user's own/, /may forbid/],
] as const)("the terms of %s, %s", (kind, source, title, terms) => {
  const told = datasetTerms({ name: path.parse(source).name, kind, source });
  expect(told.title).toMatch(title);
  expect(told.terms).toMatch(terms);
});
