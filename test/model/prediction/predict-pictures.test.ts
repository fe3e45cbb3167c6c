import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { decodeImage } from "../../../lib/images/decoding/decode-image";
import { FaceDecoder } from "../../../lib/images/decoding/face-decoder";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import { type Picture, predictPictures, StoppedPredicting } from "../../../lib/model/prediction/predict-pictures";
import type { Predictor } from "../../../lib/model/prediction/predictor";

let folder: string;
let model: tf.LayersModel;
let predictor: Predictor;
let tensors: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "predict-pictures-"));
  model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  predictor = modelPredictor(model);
  tensors = tf.memory().numTensors;
});
afterAll(async () => {
  expect(tf.memory().numTensors).toBe(tensors);
  predictor.dispose();
  model.dispose();
  await rm(folder, { recursive: true });
});

async function picture(name: string, color: string): Promise<Picture> {
  const file = path.join(folder, name);
  const corner = {
    input: { create: { width: 7, height: 9, channels: 3 as const, background: "white" } },
    top: 0,
    left: 0,
  };
  await sharp({ create: { width: 20, height: 30, channels: 3, background: color } })
    .composite([corner])
    .toFile(file);
  return { file, filename: `given/${name}` };
}

test("a row for each picture, in their order, as predict says it of each alone", async () => {
  const pictures = await Promise.all(
    Array.from({ length: 35 }, (_, index) => picture(`${index}.png`, `rgb(${index * 7}, 80, ${250 - index * 7})`)),
  );
  const table = await predictPictures(predictor, pictures);
  expect(table.columnNames()).toEqual([
    "filename",
    "age",
    "age_expected",
    "age_probability",
    "gender",
    "gender_probability",
  ]);
  expect(table.array("filename")).toEqual(pictures.map(({ filename }) => filename));
  for (const row of [0, 31, 32, 34]) {
    const [face] = predictor.predict(await decodeImage(pictures[row]?.file ?? "", 8));
    expect(table.get("age", row)).toBe(face?.age);
    expect(table.get("age_expected", row)).toBeCloseTo(face?.expectedAge ?? Number.NaN, 1);
    expect(table.get("gender", row)).toBe(face?.gender === 1 ? "M" : "F");
    expect(table.get("gender_probability", row)).toBeCloseTo(face?.genderProbability ?? Number.NaN, 3);
  }
});

test("a picture that cannot be read has a row without values, wherever it stands", async () => {
  const broken = { file: path.join(folder, "broken.jpg"), filename: "broken.jpg" };
  const missing = { file: path.join(folder, "missing.jpg"), filename: "missing.jpg" };
  await writeFile(broken.file, "not a picture");
  const problems: string[] = [];
  const pictures = [broken, await picture("red.png", "red"), missing];
  const table = await predictPictures(predictor, pictures, {
    onUnreadable: ({ filename }, error) => problems.push(`${filename}: ${error.message}`),
  });
  expect(problems).toEqual([
    expect.stringMatching(/^broken.jpg: .*not an image/),
    expect.stringMatching(/^missing.jpg: .*missing/),
  ]);
  const [header, first, second, third] = table.toCSV().split("\n");
  expect(header).toBe("filename,age,age_expected,age_probability,gender,gender_probability");
  expect(first).toBe("broken.jpg,,,,,");
  expect(second).toMatch(/^given\/red.png,\d+,\d+(\.\d+)?,0\.\d+,[MF],0\.\d+$/);
  expect(third).toBe("missing.jpg,,,,,");
});

test("a face is seen as in training", async () => {
  const { file } = await picture("plain.jpg", "#906040");
  const decoder = new FaceDecoder({ imageFolder: folder, imageSize: 8 });
  const [decoded] = (await decoder.decode([{ filename: "plain.jpg" }]).next()).value ?? [];
  decoder.close();
  const seen: Uint8Array[] = [];
  const predict = (images: Uint8Array) => {
    seen.push(images);
    return predictor.predict(images);
  };
  await predictPictures({ ...predictor, predict }, [{ file, filename: "plain.jpg" }]);
  expect(seen).toEqual([decoded?.image]);
  expect(seen[0]).not.toEqual(await decodeImage(file, 8)); // which decodes by sharp, a little differently
});

test("stops between batches when told so", async () => {
  const one = await picture("one.png", "blue");
  const stop = new AbortController();
  const progress: number[] = [];
  const predicting = predictPictures(
    predictor,
    Array.from({ length: 100 }, () => one),
    {
      signal: stop.signal,
      onProgress: (done) => {
        progress.push(done);
        stop.abort(new Error("stopped"));
      },
    },
  );
  await expect(predicting).rejects.toThrow("stopped");
  expect(progress).toEqual([32]);
});

test("tells how far it is", async () => {
  const progress: [number, number][] = [];
  const one = await picture("one.png", "blue");
  const pictures = Array.from({ length: 40 }, () => one);
  await predictPictures(predictor, pictures, { onProgress: (done, total) => progress.push([done, total]) });
  expect(progress).toEqual([
    [32, 40],
    [40, 40],
  ]);
});

test("stops at the signal, and hands over what is done", async () => {
  const stop = new AbortController();
  const pictures = await Promise.all(
    Array.from({ length: 40 }, (_, index) => picture(`stop-${index}.png`, "rgb(1, 2, 3)")),
  );
  const onProgress = vi.fn(() => stop.abort());
  const stopped = predictPictures(predictor, pictures, { signal: stop.signal, onProgress });
  const error = await stopped.catch((error: unknown) => error);
  expect(error).toMatchObject({ name: "AbortError", message: "Stopped. Of 40 pictures, 32 are done." });
  expect(error instanceof StoppedPredicting && error.rows.array("filename")).toEqual(
    pictures.slice(0, 32).map(({ filename }) => filename),
  );
  expect(onProgress).toHaveBeenCalledOnce();
});
