import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ImageStore } from "../../../lib/images/store/open-image-store";
import { openListedFaces } from "../../../lib/programs/train/listed-faces";
import { fakeSplit } from "../../model/fake-split";

let folder: string;
let csvFile: string;
const train = fakeSplit({ count: 4 });
const val = fakeSplit({ count: 6, name: "val" }); // its first four are named like those of train
const store: ImageStore = { imageSize: 8, train, val, close: async () => {} };

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "listed-faces-"));
  csvFile = path.join(folder, "women.csv");
});
afterEach(() => rm(folder, { recursive: true }));

test("takes the images by their names and the ages and genders from the list", async () => {
  await writeFile(csvFile, "filename,age,gender\n5.jpg,33,1\n0.jpg,44,0\n");
  const listed = await openListedFaces(csvFile, store);
  expect(listed).toMatchObject({ name: "women", count: 2, imageSize: 8 });
  expect(Array.from(listed.ages)).toEqual([33, 44]);
  expect(Array.from(listed.genders)).toEqual([1, 0]);
  const [fifth, first] = [await val.readImages([5]), await train.readImages([0])];
  expect(await listed.readImages([1, 0])).toEqual(new Uint8Array([...first, ...fifth]));
});

test("refuses names that the store lacks, and says how many", async () => {
  await writeFile(csvFile, "filename,age,gender\n5.jpg,33,1\nx.jpg,44,0\ny.jpg,44,0\n");
  await expect(openListedFaces(csvFile, store)).rejects.toThrow(
    `${csvFile} lists 2 faces whose images were not prepared, x.jpg first`,
  );
});

test("refuses a row that is not there", async () => {
  await writeFile(csvFile, "filename,age,gender\n5.jpg,33,1\n");
  const listed = await openListedFaces(csvFile, store);
  await expect(listed.readImages([1])).rejects.toThrow("there is no such row");
});
