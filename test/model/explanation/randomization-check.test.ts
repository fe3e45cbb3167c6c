import { afterAll, beforeAll, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { middleMaps } from "../../../lib/model/explanation/control-maps";
import { gradCam } from "../../../lib/model/explanation/grad-cam";
import { randomizationCheck } from "../../../lib/model/explanation/randomization-check";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { noiseSplit } from "./noise-split";

const split = noiseSplit(6, 16);
const layers = ["gender_logits", "age_logits", "gender_hidden", "age_hidden", "features", "conv_2", "conv_1"];
let model: tf.LayersModel;
let tensors: number;

beforeAll(() => {
  model = sharedCnn({ imageSize: 16, filters: [8, 8], dropouts: [0.2, 0.2], units: 16, headUnits: 16, seed: 3 });
  tensors = tf.memory().numTensors;
});
afterAll(() => {
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
});

test("layers are forgotten one after the other from the outputs down, in a copy", async () => {
  const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
  const rows = await randomizationCheck(model, gradCam, split, { count: 6, seed: 1, steps: "each layer" });
  expect(rows.filter(({ head }) => head === "age").map(({ layer }) => layer)).toEqual(layers);
  expect(rows.filter(({ head }) => head === "gender").map(({ layers }) => layers)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const correlations = (head: string) =>
    rows.filter((row) => row.head === head).map(({ correlation }) => correlation.value);
  expect(correlations("age")[0]).toBeCloseTo(1, 6); // the other head's layer changes nothing
  expect(correlations("gender")[1]).toBe(correlations("gender")[0]);
  for (const head of ["age", "gender"]) expect(correlations(head).at(-1)).toBeLessThan(0.7);
  expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(weights);
});

test("the end of it alone is the same, and the same again by its seed", async () => {
  const last = (await randomizationCheck(model, gradCam, split, { count: 6, seed: 1, steps: "each layer" })).slice(-2);
  expect(await randomizationCheck(model, gradCam, split, { count: 6, seed: 1, steps: "all layers" })).toEqual(last);
  const others = await randomizationCheck(model, gradCam, split, { count: 6, seed: 2, steps: "all layers" });
  expect(others).not.toEqual(last);
});

test("a method that does not look at the network is found out", async () => {
  const blind = () => ({
    imageSize: 16,
    explain: (images: Uint8Array) => middleMaps(images.length / (16 * 16 * 3), { side: 4 }),
    dispose() {},
  });
  const rows = await randomizationCheck(model, blind, split, { count: 6, seed: 1, steps: "all layers" });
  expect(rows.map(({ correlation }) => Math.round(100 * correlation.value))).toEqual([100, 100]);
});
