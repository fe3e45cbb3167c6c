import { expect, test } from "vitest";
import type { Photo } from "../../../lib/images/photo/photo";
import type { DetectedFace } from "../../../lib/model/detector/detected-face";
import type { GradualFaceDetector } from "../../../lib/model/detector/face-detector";
import { UTKFACE_FRAMING } from "../../../lib/model/detector/framing";
import { predictPhotoGradually } from "../../../lib/model/detector/predict-photo";
import { someFace } from "../../notebook/photos/some-face";

const photo: Photo = { pixels: new Uint8Array(8 * 6 * 3), channels: 3, width: 8, height: 6, scale: 1 };

function faceAt(x: number): DetectedFace {
  const { prediction: _, ...face } = someFace(x, 50, 0, 0);
  return face;
}

/** What is known of a photo's faces, as they come: where they are and how old, and whether these are all. */
async function known(...rounds: DetectedFace[][]) {
  const detector: GradualFaceDetector = {
    detect: () => Promise.reject(new Error("It was not to be asked.")),
    async *detectGradually() {
      for (const [index, faces] of rounds.entries()) yield { found: [faces], isLast: index === rounds.length - 1 };
    },
    dispose() {},
  };
  let age = 20;
  const predictor = { imageSize: 4, predict: () => [someFace(0, 0, age++, 1).prediction] };
  const seen: [string, boolean][] = [];
  for await (const { faces, areAll } of predictPhotoGradually(
    { predictor, detector, framing: UTKFACE_FRAMING },
    photo,
  )) {
    seen.push([faces.map(({ center, prediction }) => `${center.x}: ${prediction.age}`).join(", "), areAll]);
  }
  return seen;
}

test("a photo's faces are predicted once each, as they are found, and told from left to right", async () => {
  expect(await known([faceAt(30), faceAt(70)], [faceAt(50)])).toEqual([
    ["30: 20", false],
    ["30: 20, 70: 21", false],
    ["30: 20, 50: 22, 70: 21", true],
  ]);
});

test("it is told when there are no more, and when there are none", async () => {
  expect(await known([faceAt(30)], [])).toEqual([
    ["30: 20", false],
    ["30: 20", true],
  ]);
  expect(await known([])).toEqual([["", true]]);
});
