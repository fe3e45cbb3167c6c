import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/display/display";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork, type Trunk } from "../../../lib/model/networks/age-gender-network";
import { residualTrunk } from "../../../lib/model/networks/residual";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { networkDiagram } from "../../../lib/notebook/network-drawing/network-diagram";

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
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(String(bundle["image/svg+xml"])) ?? [];
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

/** The stages that the text names, "name (shape)". */
async function stagesIn(model: tf.LayersModel): Promise<string[]> {
  const text = String((await networkDiagram(model)[jupyterDisplay]())["text/plain"]);
  const [trunk = ""] = text.split("\n");
  return trunk.replace(/^[^:]*: /, "").split(" → ");
}

test("a residual block is one stage, with the shortcut drawn as a second way; blocks that are the same are one", async () => {
  const trunk: Trunk = (images, { seed }) => residualTrunk(images, { filters: [4, 6], blocks: 2, seed });
  const model = ageGenderNetwork({ trunk, imageSize: 16, headUnits: 0 });
  expect(await stagesIn(model)).toEqual([
    "images (16 × 16 × 3)",
    "stem_conv (8 × 8 × 4)",
    "stage_1_block_1 – 2 (8 × 8 × 4)",
    "stage_2_block_1 (4 × 4 × 6)",
    "stage_2_block_2 (4 × 4 × 6)",
  ]);
  const { "image/svg+xml": svg, "text/plain": text } = await networkDiagram(model)[jupyterDisplay]();
  const texts = [...String(svg).matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
  expect(texts).toEqual(expect.arrayContaining(["4 × Conv2D 3×3", "2 × Add", "Conv2D 1×1", "Dropout 0.4"]));
  expect(texts).toContain("GlobalAveragePooling2D to 6");
  const weights = [...String(text).matchAll(/([\d,]+) weights/g)].map(([, number = ""]) =>
    Number(number.replaceAll(",", "")),
  );
  expect(weights.reduce((sum, weight) => sum + weight)).toBe(model.countParams());
  expect([...String(svg).matchAll(/fill="none"/g)]).toHaveLength(4 + 3 + 2); // arrows, shortcuts, to the heads
  expect([...String(svg).matchAll(/<circle [^>]*\/><path d="M[\d.,-]+h6m-3,-3v6"/g)]).toHaveLength(3); // where they are added
  model.dispose();
});

test("in a long chain, a separable convolution with its normalization is one stage, and so are those that are the same", async () => {
  const trunk: Trunk = (images) => {
    const layers = [4, 4, 4, 8].flatMap((filters, index) => [
      tf.layers.depthwiseConv2d({ name: `conv_dw_${index + 1}`, kernelSize: 3, padding: "same" }),
      tf.layers.batchNormalization({ name: `conv_dw_${index + 1}_bn` }),
      tf.layers.conv2d({ name: `conv_pw_${index + 1}`, kernelSize: 1, filters }),
    ]);
    const last = tf.layers.conv2d({ name: "last", kernelSize: 1, filters: 2 });
    return [...layers, last, tf.layers.flatten()].reduce((value, layer) => apply(layer, value), images);
  };
  const model = ageGenderNetwork({ trunk, imageSize: 6, headUnits: 0 });
  expect(await stagesIn(model)).toEqual([
    "images (6 × 6 × 3)",
    "conv_dw_1 (6 × 6 × 4)",
    "conv_dw_2 – 3 (6 × 6 × 4)",
    "conv_dw_4 (6 × 6 × 8)",
    "last (6 × 6 × 2)",
  ]);
  model.dispose();
});

test("a network that is not a trunk with heads is refused", () => {
  const input = tf.input({ shape: [4] });
  const first = apply(tf.layers.dense({ units: 2 }), input);
  const second = apply(tf.layers.dense({ units: 2, name: "second" }), first);
  const other = apply(tf.layers.dense({ units: 2 }), input);
  const sum = apply(tf.layers.add(), [first, second]);
  const single = tf.model({ inputs: input, outputs: first });
  const apart = tf.model({ inputs: input, outputs: [first, other] });
  const entangled = tf.model({ inputs: input, outputs: [sum, second] });
  expect(() => networkDiagram(single)).toThrow("one output");
  expect(() => networkDiagram(apart)).toThrow("no trunk");
  expect(() => networkDiagram(entangled)).toThrow("share second but");
});
