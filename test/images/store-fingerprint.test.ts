import { appendFileSync, rmSync, utimesSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { storeFingerprint } from "../../lib/images/store-fingerprint";
import { facesOf, writePictures } from "./pictures";
import { temporaryFolder } from "./temporary-folder";

const folder = temporaryFolder();
const val = facesOf(["2.png"]);
const train = facesOf(["0.png", "1.png", "missing.png", "../outside.png"]);
beforeEach(async () => {
  await writePictures(folder, 3);
  for (const name of ["0.png", "1.png", "2.png"]) utimesSync(path.join(folder, name), 1, 1);
});

const fingerprint = (faces = train, imageSize = 64) => storeFingerprint({ train: faces, val }, folder, imageSize);

test("it is the same for the same faces, pictures and size", async () => {
  expect(await fingerprint()).toMatch(/^[0-9a-f]{64}$/);
  expect(await fingerprint()).toBe(await fingerprint());
});

test.each<[string, () => void]>([
  ["a picture that came", () => appendFileSync(path.join(folder, "missing.png"), "came")],
  ["a picture that went", () => rmSync(path.join(folder, "1.png"))],
  ["a picture that grew", () => appendFileSync(path.join(folder, "2.png"), "more")],
  ["a picture that was written again", () => utimesSync(path.join(folder, "0.png"), 2, 2)],
])("it changes with %s", async (_, change) => {
  rmSync(path.join(folder, "missing.png"), { force: true });
  const before = await fingerprint();
  change();
  expect(await fingerprint()).not.toBe(before);
});

test("it changes with the faces, their order and the size", async () => {
  const variants = [
    await fingerprint(),
    await fingerprint(train, 65),
    await fingerprint(train.derive({ age: (face: { age: number }) => face.age + 1 })),
    await fingerprint(train.derive({ gender: (face: { gender: number }) => 1 - face.gender })),
    await fingerprint(facesOf(["1.png", "0.png", "missing.png", "../outside.png"])),
    await fingerprint(train.slice(0, 2)),
  ];
  expect(new Set(variants).size).toBe(variants.length);
});
