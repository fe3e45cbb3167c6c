import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { prepareImages } from "../../../lib/images/store/prepare-images";
import type { DetectedFace } from "../../../lib/model/detector/detected-face";
import type { FaceDetector } from "../../../lib/model/detector/face-detector";
import { UTKFACE_FRAMING } from "../../../lib/model/detector/framing";
import { framingOf } from "../../../lib/programs/predict/photo-framing";
import { writePictures } from "../../images/pictures";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();
const imgDir = path.join(folder, "images");
const modelDir = path.join(folder, `nothing-like-it-${process.pid}`);

beforeAll(async () => {
  const faces = await writePictures(folder, 12);
  await prepareImages({ faces: { train: faces, val: faces }, imageFolder: folder, storeFolder: imgDir, imageSize: 8 });
});

/** Finds the same face in each picture, or none. */
function detectorOf(face?: DetectedFace): FaceDetector {
  return { detect: async (photos) => photos.map(() => (face ? [face] : [])), dispose() {} };
}

const face: DetectedFace = {
  score: 0.9,
  center: { x: 4, y: 4 },
  size: 4,
  landmarks: [
    { x: 2, y: 3 },
    { x: 6, y: 3 },
    { x: 4, y: 6 },
  ],
};

test("the framing is measured in the images that are named", async () => {
  expect(await framingOf({ modelDir, imgDir }, detectorOf(face), () => {})).toEqual([
    { x: 0.25, y: 0.375 },
    { x: 0.75, y: 0.375 },
    { x: 0.5, y: 0.75 },
  ]);
});

test("images that are named and are none, or show no faces, are told of", async () => {
  const nowhere = path.join(folder, "nowhere");
  await expect(framingOf({ modelDir, imgDir: nowhere }, detectorOf(face), () => {})).rejects.toThrow(
    `${nowhere} holds no prepared images`,
  );
  await expect(framingOf({ modelDir, imgDir }, detectorOf(), () => {})).rejects.toThrow(
    `In the images of ${imgDir} hardly any face is found`,
  );
});

test("without images it is UTKFace's, which is said", async () => {
  const said: string[] = [];
  expect(await framingOf({ modelDir }, detectorOf(face), (text) => said.push(text))).toBe(UTKFACE_FRAMING);
  expect(said).toEqual([
    "Faces are cut out as UTKFace's are: if the model was trained on others, name its images with --img-dir.",
  ]);
});
