import path from "node:path";
import sharp from "sharp";
import { readDataset } from "../lib/dataset/read-dataset";

/** Two drawn faces on a plain wall of 640 x 480, as a PNG: so many pixels further to the right. */
export async function wallWithFaces(moved = 0): Promise<Buffer> {
  const { folder, faces } = await readDataset("data/synthetic");
  const overlays = Array.from(faces.slice(0, 2).array("filename"), async (name, index) => ({
    input: await sharp(path.join(folder, String(name)))
      .resize(220, 220)
      .toBuffer(),
    left: 60 + 290 * index + moved,
    top: 120,
  }));
  const wall = sharp({ create: { width: 640, height: 480, channels: 3, background: "#a89880" } });
  return wall
    .composite(await Promise.all(overlays))
    .removeAlpha()
    .png()
    .toBuffer();
}
