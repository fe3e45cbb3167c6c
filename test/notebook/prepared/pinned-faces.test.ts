import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { pinboard } from "../../../lib/notebook/prepared/pinboard";
import { pinnedFaces } from "../../../lib/notebook/prepared/pinned-faces";
import { fakeSplit } from "../../model/fake-split";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

test("the first five faces of a split are pinned, from the folder of their data set", async () => {
  const dataset = path.join(folder, "faces");
  await mkdir(dataset);
  const rows = Array.from({ length: 6 }, (_, row) => row);
  for (const row of rows) {
    const background = { r: 40 * row, g: 0, b: 90 };
    await sharp({ create: { width: 20, height: 20, channels: 3, background } }).toFile(
      path.join(dataset, `${row}.jpg`),
    );
  }
  await writeFile(
    path.join(dataset, "faces.csv"),
    `filename,age,gender\n${rows.map((row) => `${row}.jpg,30,1\n`).join("")}`,
  );
  const files = rows.slice(0, 5).map((row) => path.join(dataset, `${row}.jpg`));
  expect(await pinnedFaces(path.join(dataset, "faces.csv"), fakeSplit({ count: 6 }))).toEqual(await pinboard(files));
});
