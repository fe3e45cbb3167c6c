import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import type { FaceSplit } from "../../../lib/images/face-split";
import { embedFaces } from "../../../lib/model/embedding/embed-faces";
import { shuffledEmbeddings } from "../../../lib/model/embedding/embedded-faces";
import { type FrozenTrunk, frozenTrunk } from "../../../lib/model/embedding/frozen-trunk";
import { standardize } from "../../../lib/model/standardize";
import { scratchFolder } from "../../scratch-folder";
import { fakeSplit } from "../fake-split";
import { smallFrozenNetwork } from "./small-frozen-network";

const scratch = scratchFolder();
let model: tf.LayersModel;
let trunk: FrozenTrunk;
let tensors: number;
let split: FaceSplit;

beforeAll(() => {
  model = smallFrozenNetwork();
  const found = frozenTrunk(model);
  if (found === undefined) throw new Error("there is a frozen trunk");
  trunk = found;
  tensors = tf.memory().numTensors;
});
beforeEach(({ task }) => {
  const folder = path.join(scratch, task.id);
  mkdirSync(folder);
  split = { ...fakeSplit({ count: 70 }), folder, readImages: lopsidedImages };
});
afterAll(() => {
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
});

/** Images whose left half is brighter, the more the greater the row, so that mirrored ones are others. */
async function lopsidedImages(rows: ArrayLike<number>): Promise<Uint8Array> {
  const image = (row: number) =>
    Uint8Array.from({ length: 8 * 8 * 3 }, (_, index) => (Math.floor(index / 3) % 8 < 4 ? 40 + row : (index * 7) % 40));
  return new Uint8Array(Buffer.concat(Array.from(rows, image)));
}

/** All embeddings of the split; they are closed. */
async function embed(options: Parameters<typeof embedFaces>[2] = {}): Promise<Float32Array> {
  const faces = await embedFaces(trunk, split, options);
  const values = await faces.readEmbeddings(Array.from({ length: faces.count }, (_, row) => row));
  await faces.close();
  return values;
}

/** What an image, mirrored or not, is embedded as. */
async function embeddingOf(row: number, mirrored: boolean): Promise<number[]> {
  const bytes = await split.readImages([row]);
  return tf.tidy(() => {
    const image = tf.tensor4d(bytes, [1, 8, 8, 3]);
    return Array.from(trunk.embed(standardize(mirrored ? tf.reverse(image, 2) : image)).dataSync());
  });
}

test("each face is embedded as it is and mirrored, and kept beside its image as NumPy reads it", async () => {
  const values = await embed();
  expect(values.length).toBe(70 * 2 * 4);
  for (const row of [0, 31, 32, 69]) {
    const [asItIs, mirrored] = [values.slice(row * 8, row * 8 + 4), values.slice(row * 8 + 4, row * 8 + 8)];
    expect(maximumDifference(asItIs, await embeddingOf(row, false))).toBeLessThan(1e-5);
    expect(maximumDifference(mirrored, await embeddingOf(row, true))).toBeLessThan(1e-5);
    expect(maximumDifference(mirrored, asItIs)).toBeGreaterThan(1e-3);
  }
  const [file = "", ...others] = readdirSync(split.folder);
  expect(file).toMatch(/^embeddings-train-[0-9a-f]{16}-[0-9a-f]{16}\.npy$/);
  expect(others).toEqual([]);
  const header = readFileSync(path.join(split.folder, file)).toString("latin1", 0, 128);
  expect(header).toContain("'descr': '<f4', 'fortran_order': False, 'shape': (70, 2, 4)");
});

test("what is there is taken; of another trunk, or damaged, it is made anew", async () => {
  const values = await embed();
  const onProgress = vi.fn();
  expect(await embed({ onProgress })).toEqual(values);
  expect(onProgress).not.toHaveBeenCalled();
  const [file = ""] = readdirSync(split.folder);
  truncateSync(path.join(split.folder, file), 300);
  expect(await embed({ onProgress })).toEqual(values);
  expect(onProgress).toHaveBeenLastCalledWith(70, 70, 0);
  const kept = model.getLayer("conv").getWeights();
  const doubled = kept.map((weight) => tf.mul(weight, 2));
  const before = kept.map((weight) => weight.clone());
  model.getLayer("conv").setWeights(doubled);
  expect(await embed()).not.toEqual(values);
  model.getLayer("conv").setWeights(before);
  tf.dispose([...doubled, ...before]);
  expect(readdirSync(split.folder)).toHaveLength(2);
});

test("what was stopped is gone on with, and comes out the same to the last bit", async () => {
  const values = await embed();
  const [file = ""] = readdirSync(split.folder);
  const finished = path.join(split.folder, file);
  for (const size of [0, 128, 128 + 40 * 32, 128 + 64 * 32 + 5, 128 + 70 * 32]) {
    renameSync(finished, `${finished}.unfinished`);
    truncateSync(`${finished}.unfinished`, size);
    const onProgress = vi.fn();
    expect(await embed({ onProgress })).toEqual(values);
    const before = 32 * Math.floor(Math.max(0, Math.floor((size - 128) / 32)) / 32);
    expect(onProgress).toHaveBeenLastCalledWith(70, 70, before);
  }
  const stop = new AbortController();
  const stopped = { signal: stop.signal, onProgress: () => stop.abort() };
  split = { ...split, name: "val" };
  await expect(embed({ ...stopped, signal: AbortSignal.abort() })).rejects.toThrow(
    "The faces that are embedded are kept",
  );
});

test("embeddings of faces that the split no longer has are removed; those of other splits stay", async () => {
  await embed();
  const [outdated = ""] = readdirSync(split.folder);
  const other = { ...split, name: "train-b" }; // whose name begins like that of the split
  await (await embedFaces(trunk, other)).close();
  writeFileSync(path.join(split.folder, "embeddings-train-notes.txt"), "");
  split = { ...split, ages: split.ages.map((age) => (age + 1) % 101) };
  await embed();
  const files = readdirSync(split.folder);
  expect(files).toHaveLength(3);
  expect(files).not.toContain(outdated);
});

test("what another process embeds is left to it, and removed once that was killed", async () => {
  await embed();
  const [file = ""] = readdirSync(split.folder);
  const outdated = path.join(split.folder, file);
  renameSync(outdated, `${outdated}.unfinished`);
  symlinkSync(`${process.ppid}@${hostname()}`, `${outdated}.lock`);
  split = { ...split, ages: split.ages.map((age) => (age + 1) % 101) };
  await embed();
  expect(readdirSync(split.folder)).toEqual(expect.arrayContaining([`${file}.unfinished`, `${file}.lock`]));
  rmSync(`${outdated}.lock`);
  symlinkSync(`${spawnSync("true").pid}@${hostname()}`, `${outdated}.lock`);
  split = { ...split, ages: split.ages.map((age) => (age + 1) % 101) };
  await embed();
  expect(readdirSync(split.folder)).toEqual([expect.stringMatching(/^embeddings-train-\w+-\w+\.npy$/)]);
});

test("come in shuffled batches with their labels, the same for the same seed and epoch", async () => {
  const values = await embed();
  const faces = await embedFaces(trunk, split);
  const seen: number[] = [];
  for await (const batch of shuffledEmbeddings(faces, { batchSize: 16, seed: 3, epoch: 1 })) {
    expect(batch.embeddings.length).toBe(batch.size * 8);
    const [row = -1] = batch.rows;
    expect(batch.embeddings.slice(0, 8)).toEqual(values.slice(row * 8, row * 8 + 8));
    expect(batch.ages[0]).toBe(split.ages[row]);
    seen.push(...batch.rows);
  }
  await faces.close();
  expect(seen).not.toEqual([...seen].sort((a, b) => a - b));
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 70 }, (_, row) => row));
});

function maximumDifference(some: ArrayLike<number>, others: ArrayLike<number>): number {
  return Math.max(...Array.from(some, (value, index) => Math.abs(value - (others[index] ?? Number.NaN))));
}
