import path from "node:path";
import { sum } from "d3-array";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDataset } from "../../lib/dataset/read-dataset";
import { tf } from "../../lib/engine/tensorflow";
import { decodePhoto } from "../../lib/images/photo/photo";
import { loadFaceDetector } from "../../lib/model/detector/face-detector";
import { UTKFACE_FRAMING } from "../../lib/model/detector/framing";
import { predictPhoto } from "../../lib/model/detector/predict-photo";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { loadPredictor } from "../../lib/model/prediction/load-predictor";
import { findHumanModels } from "../../lib/model/pretrained/human-models";
import { saveModel } from "../../lib/model/saving/layers-model";
import { bundle } from "../../lib/page/bundle";
import { makePage } from "../../lib/page/make-page";
import type { PageConfig } from "../../lib/page/page-config";
import { pageFiles } from "../../lib/page/page-files";
import { chromiumPath, launchChromium } from "../chromium";
import { scratchFolder } from "../scratch-folder";

declare const answersOf: (
  backend: string,
  names: readonly string[],
) => Promise<{ answers: Answer[][]; tensorsLeft: number }>;

interface Answer {
  age: number;
  gender: number;
}

const humanModels = findHumanModels();
const PHOTOS = 200;
/** Sides in pixels of the faces of one photo more, which is large: the last are found when it is looked at for small ones. */
const SIDES = [600, 400, 120, 60];
const IMAGE_SIZE = 64;

describe.skipIf(humanModels === undefined || chromiumPath === undefined)("where Chromium and the detector are", () => {
  const scratch = scratchFolder();
  const [modelFolder, page] = [path.join(scratch, "model"), path.join(scratch, "page")];
  let photos: string[];
  let browser: Browser;

  beforeAll(async () => {
    const model = sharedCnn({
      imageSize: IMAGE_SIZE,
      filters: [8, 8, 8],
      dropouts: [0.2, 0.2, 0.2],
      units: 32,
      headUnits: 8,
      seed: 4,
    });
    scaleHeads(model);
    await saveModel(model, modelFolder);
    model.dispose();
    await makePage(modelFolder, page, { humanModels: humanModels ?? "" });
    const config: PageConfig = {
      name: "answers",
      imageSize: IMAGE_SIZE,
      framing: UTKFACE_FRAMING,
      data: { title: "", terms: "" },
      hasCard: false,
      files: await pageFiles(page),
    };
    const entry = path.join(__dirname, "browser", "answers.ts");
    await bundle({ entry, file: path.join(page, "answers.js"), values: { PAGE_CONFIG: config } });
    const { folder, faces } = await readDataset("data/synthetic");
    photos = await readable(Array.from(faces.array("filename"), (name) => path.join(folder, String(name))));
    const large = path.join(scratch, "large.png");
    await writeLargePhoto(large, photos);
    photos.push(large);
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test("a page answers as the kernel does", { timeout: 300_000 }, async () => {
    const expected = await answersOfKernel(photos, modelFolder);
    const ages = expected.flat().map(({ age }) => age);
    expect(Math.max(...ages) - Math.min(...ages)).toBeGreaterThan(20); // or it would be no test
    expect(new Set(expected.flat().map(({ gender }) => gender)).size).toBe(2);

    const { answers, tensorsLeft } = await answersOfPage(photos);
    expect(tensorsLeft).toBe(0);
    const pairs = expected.flatMap((faces, photo) =>
      faces.map((face, index) => ({ face, other: answers[photo]?.[index] })),
    );
    expect(pairs.length).toBeGreaterThan(0.9 * PHOTOS);
    expect(expected.at(-1)).toHaveLength(SIDES.length);
    expect(answers.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    const far = pairs.filter(({ face, other }) => !(Math.abs(face.age - (other?.age ?? Number.NaN)) <= 0.5));
    const otherGenders = pairs.filter(({ face, other }) => face.gender !== other?.gender);
    expect(far).toEqual([]);
    expect(otherGenders.length).toBeLessThanOrEqual(0.01 * pairs.length);
  });

  async function answersOfPage(files: readonly string[]) {
    const opened = await browser.newPage();
    const origin = "http://localhost";
    await opened.route(`${origin}/**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      const photo = /^photo-(\d+)$/.exec(name)?.[1];
      if (name === "")
        return route.fulfill({ contentType: "text/html", body: '<script type="module" src="answers.js"></script>' });
      return route.fulfill({ path: photo === undefined ? path.join(page, name) : files[Number(photo)] });
    });
    await opened.goto(origin);
    const names = files.map((_, index) => `photo-${index}`);
    return opened.evaluate(async (names) => answersOf("wasm", names), names);
  }
});

/** The first photos that can be read; some of the data set cannot. */
async function readable(files: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    if (found.length === PHOTOS) break;
    const photo = await decodePhoto(file).catch(() => undefined);
    if (photo) found.push(file);
  }
  return found;
}

/** Pastes pictures of faces on a wall, from the largest to the smallest. */
async function writeLargePhoto(file: string, pictures: readonly string[]): Promise<void> {
  const wall = sharp({ create: { width: 1600, height: 1200, channels: 3, background: "#a89880" } });
  const faces = SIDES.map(async (side, index) => ({
    input: await sharp(pictures[index]).resize(side, side).toBuffer(),
    left: 50 + sum(SIDES.slice(0, index)) + 100 * index,
    top: 300,
  }));
  await wall.composite(await Promise.all(faces)).toFile(file);
}

/** Surer and of more kinds than a network's first answers are, which are much alike. */
function scaleHeads(model: tf.LayersModel): void {
  for (const [name, factor] of [
    ["age_logits", 20],
    ["gender_logits", 20],
  ] as const) {
    const layer = model.getLayer(name);
    const [kernel, ...bias] = layer.getWeights();
    if (kernel) layer.setWeights([tf.mul(kernel, factor), ...bias]);
  }
}

async function answersOfKernel(files: readonly string[], modelFolder: string): Promise<Answer[][]> {
  const detector = await loadFaceDetector(humanModels ?? "");
  const predictor = await loadPredictor(modelFolder);
  const answers: Answer[][] = [];
  for (const file of files) {
    const faces = await predictPhoto({ predictor, detector, framing: UTKFACE_FRAMING }, await decodePhoto(file));
    answers.push(faces.map(({ prediction: { expectedAge, gender } }) => ({ age: expectedAge, gender })));
  }
  detector.dispose();
  predictor.dispose();
  return answers;
}
