import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { table } from "arquero";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clean } from "../../../lib/dataset/clean";
import { mimeBundle } from "../../../lib/display/display";
import { scoreThreshold } from "../../../lib/notebook/cleaning/score-threshold";

let folder: string;
const scores = [2, Number.NEGATIVE_INFINITY, 1.5, 1, 0.5, Number.NaN, 3, 0.75, 1.25, 0.25];
const records = table({
  full_path: scores.map((_, row) => `${row}.png`),
  face_score: scores,
  second_face_score: [NaN, NaN, 2, NaN, NaN, NaN, NaN, 0, NaN, NaN],
  age: [30, 30, 30, 120, 30, 30, 30, 30, 30, -1],
  gender: [1, 1, 0, 0, NaN, 1, NaN, 0, 1, 1],
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "score-threshold-"));
  const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: "tan" } })
    .png()
    .toBuffer();
  for (const [row] of scores.entries()) await writeFile(path.join(folder, `${row}.png`), row === 7 ? "" : picture);
});
afterAll(() => rm(folder, { recursive: true }));

test.each([0, 0.75, 1, 1.3, 2])("at %f each rule drops what cleaning drops by it", async (minimumScore) => {
  const { faces, dropped } = clean(records, { minimumScore });
  const { "text/plain": text } = await mimeBundle(await scoreThreshold(records, folder)(minimumScore));
  const counts = Array.from(String(text).matchAll(/^(?:dropped: |kept).* (\d+)$/gm), ([, count]) => Number(count));
  expect(counts).toEqual([...Object.values(dropped), faces.numRows()]);
});

test("shows the faces just below and just above, those nearest first, and passes over what is no picture", async () => {
  const { "text/html": html, "text/plain": text } = await mimeBundle(await scoreThreshold(records, folder)(1));
  expect(text).toContain("Dropped, just below: 0.500, 0.250\nKept, just above: 1.000, 1.250, 1.500, 2.000, 3.000");
  expect(String(html).match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(7);
});

test("where nobody is left it says so", async () => {
  const { "text/plain": text } = await mimeBundle(await scoreThreshold(records, folder)(6));
  expect(text).toMatch(/^kept +0$/m);
  expect(text).toContain("Kept, just above: nobody");
});
