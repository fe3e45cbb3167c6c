import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { pinboard } from "../../../lib/notebook/prepared/pinboard";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

test("pictures hang beside one another without covering one another", async () => {
  const colors = ["#ff0000", "#00ff00", "#0000ff"];
  const files = await Promise.all(
    colors.map(async (background, index) => {
      const file = path.join(folder, `${index}.png`);
      await sharp({ create: { width: 40, height: 60, channels: 3, background } }).toFile(file);
      return file;
    }),
  );
  const { pixels, width, height, scale } = await pinboard(files);
  expect(scale).toBe(1);
  expect(pixels.length).toBe(width * height * 3);
  const counts = [0, 0, 0];
  for (let start = 0; start < pixels.length; start += 3) {
    const color = [...pixels.subarray(start, start + 3)].join();
    const index = ["255,0,0", "0,255,0", "0,0,255"].indexOf(color);
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  for (const [index, side] of [210, 160, 240].entries()) {
    expect((counts[index] ?? 0) / side ** 2).toBeGreaterThan(0.97); // but for its edges, which are smoothed
  }
});

test("without pictures there is no pinboard", async () => {
  await expect(pinboard([])).rejects.toThrow("There is no picture for the pinboard.");
});
