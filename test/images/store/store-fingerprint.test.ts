import { appendFileSync, rmSync, utimesSync } from "node:fs";
import path from "node:path";
import * as aq from "arquero";
import { beforeEach, expect, test } from "vitest";
import { storeFingerprint } from "../../../lib/images/store/store-fingerprint";
import { scratchFolder } from "../../scratch-folder";
import { facesOf, writePictures } from "../pictures";

const folder = scratchFolder();
const val = facesOf(["2.png"]);
const train = facesOf(["0.png", "1.png", "missing.png", "../outside.png"]);
beforeEach(async () => {
  await writePictures(folder, 3);
  for (const name of ["0.png", "1.png", "2.png"]) utimesSync(path.join(folder, name), 1, 1);
});

const fingerprint = (faces = train, withBoxes = false) =>
  storeFingerprint({ train: faces, val }, folder, { withBoxes });

test("it is the same for the same faces and pictures", async () => {
  const { metadata, pictures } = await fingerprint();
  expect([metadata, pictures]).toEqual([
    expect.stringMatching(/^[0-9a-f]{64}$/),
    expect.stringMatching(/^[0-9a-f]{64}$/),
  ]);
  expect(await fingerprint()).toEqual({ metadata, pictures });
});

test.each<[string, () => void]>([
  ["a picture that came", () => appendFileSync(path.join(folder, "missing.png"), "came")],
  ["a picture that went", () => rmSync(path.join(folder, "1.png"))],
  ["a picture that grew", () => appendFileSync(path.join(folder, "2.png"), "more")],
  ["a picture that was written again", () => utimesSync(path.join(folder, "0.png"), 2, 2)],
])("that of the pictures changes with %s", async (_, change) => {
  rmSync(path.join(folder, "missing.png"), { force: true });
  const before = await fingerprint();
  change();
  const after = await fingerprint();
  expect(after.pictures).not.toBe(before.pictures);
  expect(after.metadata).toBe(before.metadata);
});

test("that of the metadata changes with the faces, their order, what is known of them, and the boxes that are looked at", async () => {
  const boxed = (left: number) =>
    train.derive({
      face_left: aq.escape(() => left),
      face_top: aq.escape(() => 0),
      face_right: aq.escape(() => 9),
      face_bottom: aq.escape(() => 9),
    });
  const variants = await Promise.all([
    fingerprint(),
    fingerprint(train.derive({ age: (face: { age: number }) => face.age + 1 })),
    fingerprint(train.derive({ gender: (face: { gender: number }) => 1 - face.gender })),
    fingerprint(facesOf(["1.png", "0.png", "missing.png", "../outside.png"])),
    fingerprint(train.slice(0, 2)),
    fingerprint(train.derive({ ethnicity: aq.escape(() => "Asian") })),
    fingerprint(boxed(0), true),
    fingerprint(boxed(1), true),
  ]);
  expect(new Set(variants.map(({ metadata }) => metadata)).size).toBe(variants.length);
  expect(await fingerprint(boxed(0))).toEqual(variants[0]);
});
