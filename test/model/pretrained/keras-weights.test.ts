import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readKerasWeights } from "../../../lib/model/pretrained/keras-weights";
import { counted, type WrittenArray, writeHdf5 } from "./hdf5-file";

const layers = [
  { name: "conv", shapes: [[3, 3, 2, 4], [4]] },
  { name: "fc", shapes: [[4, 4], [4]] },
];
const conv = Float32Array.from({ length: 72 }, (_, index) => index);
const fc = conv.slice(0, 16);
const bias = conv.slice(0, 4);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "keras-weights-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The arrays of both layers, where a version of Keras has them. */
function arrays(pathOf: (layer: string, weight: "kernel" | "bias") => string): WrittenArray[] {
  return layers.flatMap(({ name, shapes: [kernel = [], bias = []] }) => [
    counted(pathOf(name, "kernel"), kernel),
    counted(pathOf(name, "bias"), bias),
  ]);
}

async function written(content: readonly WrittenArray[], names?: Record<string, string>): Promise<string> {
  const file = path.join(folder, "weights.h5");
  await writeHdf5(file, content, names);
  return file;
}

describe("finds layers where Keras has them", () => {
  test.each([
    ["Keras 1", (layer: string, weight: string) => `${layer}/${layer}_${weight === "kernel" ? "W" : "b"}_1:0`],
    ["Keras 2", (layer: string, weight: string) => `${layer}/${layer}/${weight}:0`],
    ["a whole model", (layer: string, weight: string) => `model_weights/${layer}/${layer}/${weight}`],
  ])("%s", async (_, pathOf) => {
    const file = await written([...arrays(pathOf), counted("predictions/predictions/kernel:0", [2, 2])]);
    expect(await readKerasWeights(file, layers)).toEqual([
      [conv, bias],
      [fc, bias],
    ]);
  });

  test("Keras 3", async () => {
    const folders: Record<string, string> = { conv: "conv2d", fc: "dense_1" };
    const pathOf = (layer: string, weight: string) => `layers/${folders[layer]}/vars/${weight === "kernel" ? 0 : 1}`;
    const file = await written(arrays(pathOf), { "layers/conv2d/vars": "conv", "layers/dense_1/vars": "fc" });
    expect(await readKerasWeights(file, layers)).toEqual([
      [conv, bias],
      [fc, bias],
    ]);
  });

  test("and leaves a place for those that are not there", async () => {
    const file = await written(arrays((layer, weight) => `${layer}/${weight}:0`).slice(0, 2));
    expect(await readKerasWeights(file, layers)).toEqual([[conv, bias], undefined]);
  });
});

describe("says what is wrong with a file", () => {
  test.each<[string, WrittenArray[], string]>([
    [
      "another shape",
      [counted("conv/kernel", [3, 3, 1, 4]), counted("conv/bias", [4])],
      "weights.h5 has weights of the shapes [3,3,1,4] and [4] in conv, where the network has [3,3,2,4] and [4]",
    ],
    ["no bias", [counted("conv/kernel", [3, 3, 2, 4])], "has weights of the shapes [3,3,2,4] in conv"],
    [
      "an array too many",
      [...arrays((layer, weight) => `${layer}/${weight}`), counted("fc/more", [4])],
      "in fc, where",
    ],
    ["an empty layer", [{ path: "conv/a/b/c", shape: [1], values: new Float32Array(1) }], "has no weights in conv"],
    [
      "another type",
      [{ path: "conv/kernel", shape: [3, 3, 2, 4], values: new Float64Array(72) }, counted("conv/bias", [4])],
      "has weights in conv that are not of the type float32",
    ],
    [
      "no numbers",
      [{ path: "conv/kernel", shape: [3, 3, 2, 4], values: conv.map(() => Number.NaN) }, counted("conv/bias", [4])],
      "has weights in conv that are not numbers",
    ],
  ])("%s", async (_, content, message) => {
    await expect(readKerasWeights(await written(content), layers)).rejects.toThrow(message);
  });

  test("which is not there, is a folder, is no HDF5 file, or is cut short", async () => {
    const file = path.join(folder, "other.h5");
    await expect(readKerasWeights(file, layers)).rejects.toThrow(`${file} cannot be read (ENOENT)`);
    await expect(readKerasWeights(folder, layers)).rejects.toThrow(`${folder} is not a file`);
    await writeFile(file, "PK\x03\x04, or anything else");
    await expect(readKerasWeights(file, layers)).rejects.toThrow(`${file} is not an HDF5 file, or is damaged`);
    const whole = await readFile(await written(arrays((layer, weight) => `${layer}/${weight}`)));
    await writeFile(file, whole.subarray(0, whole.length / 2));
    await expect(readKerasWeights(file, layers)).rejects.toThrow(`${file} is not an HDF5 file, or is damaged`);
  });

  test("which has been changed at any place: it is read, or refused in a sentence", async () => {
    const whole = await readFile(await written(arrays((layer, weight) => `${layer}/${weight}`)));
    const file = path.join(folder, "changed.h5");
    const change = async (seed: number) => {
      const bytes = Buffer.from(whole);
      for (let place = seed * 97; place < bytes.length; place += 1021) bytes[place] = (seed * 31 + place) % 256;
      await writeFile(file, bytes);
      return readKerasWeights(file, layers).then(
        () => "",
        (error: Error) => error.message,
      );
    };
    const messages: string[] = [];
    for (let seed = 0; seed < 10; seed++) messages.push(await change(seed));
    for (const message of messages) expect(message).toMatch(/^$|changed\.h5 (is|has) [^\n]+$/);
    expect(messages.filter((message) => message !== "").length).toBeGreaterThan(0);
  });
});
