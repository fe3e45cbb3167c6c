import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { sharedCnn } from "../../lib/model/shared-cnn";
import { jupyterDisplay } from "../../lib/workbook/display";
import { networkDiagram } from "../../lib/workbook/network-diagram";

afterEach(() => tf.disposeVariables()); // the networks' weights

function apply(layer: tf.layers.Layer, input: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  const output = layer.apply(input);
  if (!(output instanceof tf.SymbolicTensor)) throw new Error("one output expected");
  return output;
}

test("the shared network is drawn with its shapes and its weights", async () => {
  const model = sharedCnn({ imageSize: 32, filters: [4, 8], dropouts: [0.1, 0.2], units: 16, headUnits: 6 });
  const tensors = tf.memory().numTensors;
  const bundle = await networkDiagram(model)[jupyterDisplay]();
  expect(tf.memory().numTensors).toBe(tensors);

  const svg = String(bundle["image/svg+xml"]);
  const texts = [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
  for (const layer of model.layers.filter((layer) => layer.countParams() > 0)) {
    expect(texts).toContain(layer.name);
    expect(texts).toContain(`${layer.countParams().toLocaleString("en-US")} weights`);
  }
  expect(texts).toEqual(expect.arrayContaining(["32 × 32 × 3", "16 × 16 × 4", "8 × 8 × 8", "16", "6", "101", "2"]));
  expect(texts).toEqual(
    expect.arrayContaining(["Conv2D 5×5, relu", "MaxPooling2D 2×2", "Dropout 0.2", "Flatten to 512"]),
  );

  const weights = [...String(bundle["text/plain"]).matchAll(/([\d,]+) weights/g)];
  const sum = weights.reduce((total, [, number = ""]) => total + Number(number.replaceAll(",", "")), 0);
  expect(weights).toHaveLength(3); // the trunk's and the two heads'
  expect(sum).toBe(model.countParams());
});

test("nothing is drawn outside of the picture, and the PNG is the SVG at twice its size", async () => {
  const model = sharedCnn({ imageSize: 32, filters: [4], dropouts: [0.1], units: 16, headUnits: 6 });
  const bundle = await networkDiagram(model)[jupyterDisplay]();
  const { data, info } = await sharp(Buffer.from(String(bundle["image/png"]), "base64"))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(String(bundle["image/svg+xml"])) ?? [];
  expect([info.width, info.height]).toEqual([2 * Number(width), 2 * Number(height)]);
  for (let y = 0; y < info.height; y++) {
    for (let x = 0; x < info.width; x++) {
      const onBorder = Math.min(x, y, info.width - 1 - x, info.height - 1 - y) < 8;
      if (onBorder && data[(y * info.width + x) * 3] !== 255) throw new Error(`ink at ${x}, ${y}`);
    }
  }
});

test("any network with one trunk and two heads is drawn, with heads of several layers or none before the output", async () => {
  const photos = tf.input({ name: "photos", shape: [10] });
  const trunk = apply(tf.layers.dense({ name: "common", units: 7 }), photos);
  const left = apply(tf.layers.dense({ name: "years_out", units: 3 }), apply(tf.layers.dropout({ rate: 0.5 }), trunk));
  const right = apply(tf.layers.dense({ name: "sex_out", units: 2 }), trunk);
  const model = tf.model({ inputs: photos, outputs: [left, right] });
  const text = String((await networkDiagram(model)[jupyterDisplay]())["text/plain"]);
  expect(text).toMatch(/^Shared trunk, 77 weights: photos \(10\) → common \(7\)\n/);
  expect(text).toContain("Years head, 24 weights");
  expect(text).toContain("Sex head, 16 weights: sex_out (2)");
});

test("a network that is not a trunk with heads is refused", () => {
  const input = tf.input({ shape: [4] });
  const first = apply(tf.layers.dense({ units: 2 }), input);
  const second = apply(tf.layers.dense({ units: 2 }), input);
  const merged = apply(tf.layers.add({ name: "sum" }), [first, second]);
  const single = tf.model({ inputs: input, outputs: first });
  const apart = tf.model({ inputs: input, outputs: [first, second] });
  const together = tf.model({ inputs: input, outputs: [merged, first] });
  expect(() => networkDiagram(single)).toThrow("one output");
  expect(() => networkDiagram(apart)).toThrow("no trunk");
  expect(() => networkDiagram(together)).toThrow("sum");
});
