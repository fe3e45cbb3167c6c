import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import { type Displayable, mimeBundle } from "../../../lib/display/display";
import { tf } from "../../../lib/engine/tensorflow";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { featureMaps, firstFilters } from "../../../lib/notebook/network-drawing/convolution-pictures";

afterEach(() => tf.disposeVariables()); // the networks' weights

/** A network whose first convolution looks at single pixels: at how much red they have, and at how little. */
function redAndNot(): tf.LayersModel {
  const filters = { filters: [2, 3, 4, 5], dropouts: [0, 0, 0, 0], kernelSize: 1 };
  const model = sharedCnn({ imageSize: 16, ...filters, units: 4, headUnits: 0 });
  tf.tidy(() => model.getLayer("conv_1").setWeights([tf.tensor4d([2, -2, 0, 0, -1, 0], [1, 1, 3, 2]), tf.zeros([2])]));
  return model;
}

async function drawn(shown: Displayable) {
  const bundle = await mimeBundle(shown);
  const png = sharp(Buffer.from(String(bundle["image/png"]), "base64")).removeAlpha();
  const { data, info } = await png.raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  return { captions: String(bundle["text/plain"]).split("\n").slice(1), at };
}

test("a filter is drawn in its weights' colors: gray for none, brighter for more, by its own largest weight", async () => {
  const model = redAndNot();
  const before = tf.memory().numTensors;
  const { captions, at } = await drawn(firstFilters(model));
  expect(tf.memory().numTensors).toBe(before);
  expect(captions).toEqual(["filter 1", "filter 2"]);
  const [gray, half] = [128, 64];
  for (const [place, color] of [
    [14 + 30, [255, gray, half]],
    [14 + 74 + 30, [0, gray, gray]],
  ] as const) {
    expect(at(place, 44)).toEqual(color);
  }
});

test("a face's feature maps: of the first, the middle and the last convolution, as large as each is, the strongest first", async () => {
  const model = redAndNot();
  const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, index) =>
    index % 3 === 0 && Math.floor(index / 3) % 16 < 8 ? 255 : 0,
  );
  const before = tf.memory().numTensors;
  const { captions, at } = await drawn(featureMaps(model, pixels));
  expect(tf.memory().numTensors).toBe(before);
  expect(captions).toHaveLength(3 * 3);
  expect(captions[0]).toBe("conv_1, 16 × 16");
  expect(captions.slice(1, 3).sort()).toEqual(["filter 1", "filter 2"]);
  expect(captions.filter((_, place) => place % 3 === 0)).toEqual(["conv_1, 16 × 16", "conv_2, 8 × 8", "conv_4, 2 × 2"]);
  const place = captions.indexOf("filter 1"); // red on the left
  const [left, right] = [at(14 + place * 110 + 20, 60), at(14 + place * 110 + 70, 60)];
  expect(Math.min(...left)).toBeGreaterThan(245);
  expect(Math.max(...right)).toBeLessThan(10);
});

test("a network without convolutions of colors is refused", () => {
  const input = tf.input({ shape: [8, 8, 3] });
  const dense = tf.layers.dense({ units: 2 }).apply(tf.layers.flatten().apply(input));
  if (!(dense instanceof tf.SymbolicTensor)) throw new Error("one output expected");
  const model = tf.model({ inputs: input, outputs: dense, name: "flat" });
  expect(() => firstFilters(model)).toThrow("The network flat has no convolution");
});
