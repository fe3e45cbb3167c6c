import { expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { tf } from "../../../lib/engine/tensorflow";
import { augmentedFace, augmentedPixels } from "../../../lib/notebook/faces/augmented-face";
import { fakeSplit } from "../../model/fake-split";

const size = 8;
/** A face whose pixels say in which column they are. */
const columns = Uint8Array.from({ length: size * size * 3 }, (_, index) => 10 * (Math.floor(index / 3) % size));
const firstRow = (pixels: Uint8Array) => Array.from({ length: size }, (_, column) => pixels[3 * column] ?? 0);

test("flip gives the face as it is and mirrored, shift and zoom others as well; no tensor is left behind", () => {
  const before = tf.memory().numTensors;
  const flipped = augmentedPixels(columns, "flip", { count: 8, seed: 1 }).map(firstRow);
  const moved = augmentedPixels(columns, "flip-shift-zoom", { count: 8, seed: 1 }).map(firstRow);
  expect(tf.memory().numTensors).toBe(before);
  const asItIs = firstRow(columns);
  const mirrored = [...asItIs].reverse();
  expect(new Set(flipped.map(String))).toEqual(new Set([String(asItIs), String(mirrored)]));
  expect(new Set(moved.map(String)).size).toBe(8);
  expect(augmentedPixels(columns, "flip", { count: 8, seed: 1 }).map(firstRow)).toEqual(flipped);
});

test("each row begins with the face as it is, and has what one augmentation makes of it", async () => {
  const { "text/plain": text } = await mimeBundle(await augmentedFace(fakeSplit(), 0, { seed: 1 }));
  const captions = String(text).split("\n").slice(1);
  expect(captions).toEqual(["as it is", ...Array(5).fill("flip"), "as it is", ...Array(5).fill("flip-shift-zoom")]);
});
