import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { DetectedFace } from "../../../lib/model/detector/detected-face";
import type { FaceDetector } from "../../../lib/model/detector/face-detector";
import { UTKFACE_FRAMING } from "../../../lib/model/detector/framing";
import { predictPhotos } from "../../../lib/model/detector/predict-photos";
import { StoppedPredicting } from "../../../lib/model/prediction/predict-pictures";
import type { Predictor } from "../../../lib/model/prediction/predictor";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

/** Finds one face for each 100 pixels of a photo's width, in a row. */
const detector: FaceDetector = {
  async detect(photos) {
    return photos.map(({ width }) =>
      Array.from({ length: Math.floor(width / 100) }, (_, index): DetectedFace => {
        const x = 50 + 100 * index;
        const landmarks = [
          { x: x - 8, y: 40 },
          { x: x + 8, y: 40 },
          { x, y: 60 },
        ] as const;
        return { score: 0.9, center: { x, y: 50 }, size: 40, landmarks };
      }),
    );
  },
  dispose() {},
};

/** Takes an image's first red value for the age. */
const predictor: Predictor = {
  imageSize: 4,
  predict: (images) =>
    Array.from({ length: images.length / 48 }, (_, index) => {
      const age = images[index * 48] ?? 0;
      return {
        age,
        expectedAge: age,
        ageProbability: 1,
        ageProbabilities: [],
        gender: age % 2,
        genderProbability: 1,
      };
    }),
  dispose() {},
};

const photoPredictor = { predictor, detector, framing: UTKFACE_FRAMING };

async function photo(name: string, width: number, height = 100) {
  const file = path.join(folder, name);
  const colors = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const x = Math.floor(index / 3) % width;
    return 20 + Math.floor(x / 100);
  });
  await sharp(colors, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
  return { file, filename: name };
}

test("a row for each face, one without values for a photo that has none or cannot be read", async () => {
  const pictures = [
    await photo("two.png", 230),
    await photo("none.png", 60),
    { file: path.join(folder, "missing.png"), filename: "missing.png" },
    await photo("one.png", 100),
  ];
  const faces: [string, number][] = [];
  const unreadable: string[] = [];
  const progress: number[][] = [];
  const table = await predictPhotos(photoPredictor, pictures, {
    onPhoto: ({ filename }, _, found) => void faces.push([filename, found.length]),
    onUnreadable: ({ filename }, error) => unreadable.push(`${filename}: ${error.message}`),
    onProgress: (...state) => progress.push(state),
  });
  expect(table.toCSV().trimEnd().split("\n")).toEqual([
    "filename,age,age_expected,age_probability,gender,gender_probability,x,y,width,height",
    "two.png,20,20,1,F,1,30,30,40,40",
    "two.png,21,21,1,M,1,130,30,40,40",
    "none.png,,,,,,,,,",
    "missing.png,,,,,,,,,",
    "one.png,20,20,1,F,1,30,30,40,40",
  ]);
  expect(faces).toEqual([
    ["two.png", 2],
    ["none.png", 0],
    ["one.png", 1],
  ]);
  expect(unreadable).toEqual([
    `missing.png: The picture ${path.join(folder, "missing.png")} cannot be used: missing (ENOENT).`,
  ]);
  expect(progress.at(-1)).toEqual([4, 4]);
});

test("of a photo that is shrunk, the boxes are in the file's pixels", async () => {
  const table = await predictPhotos(photoPredictor, [await photo("huge.png", 8192, 200)]);
  expect(table.numRows()).toBe(40); // of 4096 pixels
  expect(table.object(1)).toMatchObject({ x: 260, y: 60, width: 80, height: 80 });
});

test("stops at the signal, with the photos done", async () => {
  const stop = new AbortController();
  const pictures = [await photo("first.png", 100), await photo("second.png", 100)];
  const predicting = predictPhotos(photoPredictor, pictures, { signal: stop.signal, onPhoto: () => stop.abort() });
  const error = await predicting.catch((error) => error);
  expect(error).toBeInstanceOf(StoppedPredicting);
  expect(error).toMatchObject({ name: "AbortError", message: "Stopped. Of 2 pictures, 1 are done." });
  expect(error.rows.array("filename")).toEqual(["first.png"]);
});

test("many photos come in their order, with their own faces", async () => {
  const [none, one, two] = [await photo("0.png", 60), await photo("1.png", 110), await photo("2.png", 220)];
  const pictures = Array.from({ length: 70 }, (_, index) => [none, one, two][(index * 7) % 3] ?? none);
  const table = await predictPhotos(photoPredictor, pictures);
  const expected = pictures.flatMap(({ filename }) => {
    const faces = Number(filename[0]);
    return faces === 0 ? ["0.png "] : Array.from({ length: faces }, (_, index) => `${filename} ${20 + index}`);
  });
  const ages = table.array("age");
  expect(Array.from(table.array("filename"), (name, row) => `${name} ${ages[row] ?? ""}`)).toEqual(expected);
});
