import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { VGG_16_CONVOLUTIONS, vgg16Trunk } from "../../../lib/model/networks/vgg-16";
import { loadVgg16Weights } from "../../../lib/model/pretrained/vgg-16-weights";
import { weightsFingerprint } from "../../../lib/training/run/open-run";
import { type WrittenArray, writeHdf5 } from "./hdf5-file";

let folder: string;
let model: tf.LayersModel;
let tensors: number;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "vgg-16-"));
  model = ageGenderNetwork({ trunk: (images) => vgg16Trunk(images, { units: 4 }), name: "small_vgg", imageSize: 32 });
  tensors = tf.memory().numTensors;
});
afterAll(async () => {
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
  await rm(folder, { recursive: true });
});

/** A file with some of the layers, as the one that Keras's VGG16 fetches has them; a value says where it stands. */
async function writeLayers(names: readonly string[], content: Partial<Record<string, WrittenArray[]>> = {}) {
  const file = path.join(folder, "vgg16.h5");
  const arrays = names.flatMap((name) =>
    model
      .getLayer(name)
      .getWeights()
      .map(({ shape, size }): WrittenArray => {
        const values = new Float32Array(size).map((_, index) => (index % 1000) / 1000 - 0.5);
        return { path: `${name}/${name}_${shape.length > 1 ? "W" : "b"}_1:0`, shape, values };
      }),
  );
  await writeHdf5(file, [...arrays, ...Object.values(content).flatMap((written) => written ?? [])]);
  return { file, arrays };
}

function valuesOf(layer: string, weight: number): Float32Array {
  return Float32Array.from(model.getLayer(layer).getWeights()[weight]?.dataSync() ?? []);
}

test("a file without the dense layers gives the convolutions theirs, the first for this project's images", async () => {
  const { file, arrays } = await writeLayers(VGG_16_CONVOLUTIONS);
  const dense = valuesOf("fc1", 0);
  expect(await loadVgg16Weights(model, file)).toEqual(VGG_16_CONVOLUTIONS);
  expect(valuesOf("fc1", 0)).toEqual(dense);
  for (const [index, { values }] of arrays.entries()) {
    const name = VGG_16_CONVOLUTIONS[Math.floor(index / 2)] ?? "";
    if (index > 0) expect(Buffer.compare(bytesOf(valuesOf(name, index % 2)), bytesOf(values))).toBe(0);
  }
  const [first, kernel] = [arrays[0]?.values ?? [], valuesOf("block1_conv1", 0)];
  for (let place = 0; place < 9; place++) {
    for (let color = 0; color < 3; color++) {
      for (let filter = 0; filter < 64; filter++) {
        const turned = first[(place * 3 + 2 - color) * 64 + filter] ?? Number.NaN;
        expect(kernel[(place * 3 + color) * 64 + filter]).toBeCloseTo(57.63 * turned, 3);
      }
    }
  }
});

test("a file with the dense layers gives them theirs too", async () => {
  const names = [...VGG_16_CONVOLUTIONS, "fc1", "fc2"];
  const { file, arrays } = await writeLayers(names);
  expect(await loadVgg16Weights(model, file)).toEqual(names);
  expect(valuesOf("fc2", 0)).toEqual(arrays.at(-2)?.values);
});

test("a file that lacks layers, or has one of another shape, changes nothing", async () => {
  const before = weightsFingerprint(model);
  const lacking = await writeLayers(["block1_conv1", "fc1"]);
  await expect(loadVgg16Weights(model, lacking.file)).rejects.toThrow(
    /vgg16\.h5 has no weights for block1_conv2, block2_conv1, .*, block5_conv3, fc2: give those of Keras's VGG16/,
  );
  const fc1 = [
    { path: "fc1/fc1_W_1:0", shape: [8, 4], values: new Float32Array(32) },
    { path: "fc1/fc1_b_1:0", shape: [4], values: new Float32Array(4) },
  ];
  const other = await writeLayers(["block1_conv1"], { fc1 });
  await expect(loadVgg16Weights(model, other.file)).rejects.toThrow(
    "vgg16.h5 has weights of the shapes [4] and [8,4] in fc1, where the network has [4] and [512,4]",
  );
  expect(weightsFingerprint(model)).toBe(before);
});

test("a network of another trunk is refused", async () => {
  const other = ageGenderNetwork({ imageSize: 8 });
  await expect(loadVgg16Weights(other, "vgg16.h5")).rejects.toThrow("the network shared_cnn has no layer block1_conv1");
  other.dispose();
});

function bytesOf(values: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
