import { expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { tf } from "../../../lib/engine/tensorflow";
import { asTheNetworkSees, standardizedFaces } from "../../../lib/notebook/faces/standardized-faces";
import { fakeSplit } from "../../model/fake-split";

test("half black, half white becomes one deviation to either side of gray, and leaves no tensor", () => {
  const tensors = tf.memory().numTensors;
  const pixels = Uint8Array.from({ length: 48 }, (_, index) => (index < 24 ? 0 : 255));
  const { pixels: drawn, values } = asTheNetworkSees(pixels, 4);
  expect([drawn[0], drawn[47]]).toEqual([77, 179]); // 128 less and plus 51
  expect([values[0], values[47]].map((value) => value?.toFixed(4))).toEqual(["-1.0000", "1.0000"]);
  expect(tf.memory().numTensors).toBe(tensors);
});

test("what lies far from the mean is black or white", () => {
  const pixels = Uint8Array.from({ length: 48 }, (_, index) => (index === 0 ? 255 : 0));
  expect(asTheNetworkSees(pixels, 4).pixels[0]).toBe(255);
});

test("a face in a quarter of the light is given as it is in all of it, but for rounding", () => {
  const pixels = Uint8Array.from({ length: 48 }, (_, index) => (37 * index) % 256);
  const [bright, dark] = [pixels, pixels.map((value) => Math.round(value / 4))].map(
    (face) => asTheNetworkSees(face, 4).values,
  );
  for (const [index, value] of Array.from(bright ?? []).entries()) expect(dark?.[index]).toBeCloseTo(value, 1);
});

test("the brightest and the darkest picture of a split are shown", async () => {
  // Its faces differ in red and green alone: 2 x 74 and 250 in the second's pixels, none in the first's.
  const { "text/plain": text } = await mimeBundle(await standardizedFaces(fakeSplit({ count: 3 })));
  const given = "given, mean 0.00, deviation 1.00";
  expect(String(text).split("\n").slice(1)).toEqual([
    expect.stringMatching(/^the brightest picture, mean 150, deviation \d+$/),
    expect.stringMatching(/^in a quarter of the light, mean 38, deviation \d+$/),
    expect.stringMatching(/^the darkest picture, mean 42, deviation \d+$/),
    ...[given, given, given],
  ]);
});
