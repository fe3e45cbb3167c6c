import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { DetectedFace } from "../../../lib/model/detector/detected-face";
import type { FaceDetector } from "../../../lib/model/detector/face-detector";
import { framingOfModel, keptFraming } from "../../../lib/model/detector/kept-framing";
import { scratchFolder } from "../../scratch-folder";
import { fakeSplit } from "../fake-split";

const folder = scratchFolder();
const split = fakeSplit({ count: 20, imageSize: 8 });

/** Finds the same face in each picture, and counts how often it was asked. */
function detectorOf(x: number): FaceDetector & { asked: number } {
  const landmarks = [
    { x, y: 3 },
    { x: 6, y: 3 },
    { x: 4, y: 6 },
  ] as const;
  const face: DetectedFace = { score: 0.9, center: { x: 4, y: 4 }, size: 4, landmarks };
  return {
    asked: 0,
    async detect(photos) {
      this.asked++;
      return photos.map(() => [face]);
    },
    dispose() {},
  };
}

test("a framing is measured once, kept, and measured anew in other images", async () => {
  const [first, second] = [detectorOf(2), detectorOf(1)];
  expect(await keptFraming(folder)).toBeUndefined();
  const framing = await framingOfModel(folder, first, split);
  expect(framing?.[0]).toEqual({ x: 0.25, y: 0.375 });
  expect(await framingOfModel(folder, second, split)).toEqual(framing);
  expect(await keptFraming(folder)).toEqual(framing);
  expect([first.asked, second.asked]).toEqual([1, 0]);
  const others = await framingOfModel(folder, second, fakeSplit({ count: 21, imageSize: 8 }));
  expect(others?.[0]).toEqual({ x: 0.125, y: 0.375 });
  expect(await keptFraming(folder)).toEqual(others);
});

test("where nothing can be kept, it is measured all the same", async () => {
  const file = path.join(folder, "no-folder");
  await writeFile(file, "");
  expect(await framingOfModel(file, detectorOf(2), split)).toBeDefined();
});

test.each([
  "",
  "[]",
  '{"images":"0","framing":[]}',
  '{"images":"0","framing":[{"x":0.2,"y":0.3},{"x":7,"y":0.3},{"x":0.5,"y":0.7}]}',
  '{"images":"0","framing":[{"x":0.2,"y":0.3},{"x":0.7,"y":0.3}]}',
])("what is no framing is none: %s", async (content) => {
  const model = path.join(folder, "damaged");
  await mkdir(model, { recursive: true });
  await writeFile(path.join(model, "framing.json"), content);
  expect(await keptFraming(model)).toBeUndefined();
  await framingOfModel(model, detectorOf(2), split);
  expect(JSON.parse(await readFile(path.join(model, "framing.json"), "utf8"))).toMatchObject({
    framing: [{ x: 0.25 }, {}, {}],
  });
});
