import sharp from "sharp";
import type { Random } from "../../random-stream";
import type { Camera } from "./scene";

/**
 * Photographs a drawing: rasterizes it, and adds what a camera adds, blur, exposure, noise and JPEG compression.
 *
 * @param svg - the drawing, square
 * @returns the bytes of a JPEG of `size` x `size` pixels
 */
export async function photograph(
  svg: string,
  { size, blur, noise, exposure, quality, gray }: Camera,
  random: Random,
): Promise<Buffer> {
  const { data, info } = await sharp(Buffer.from(svg))
    .resize(size, size)
    .removeAlpha()
    .blur(blur)
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let pixel = 0; pixel < data.length; pixel += info.channels) {
    const grain = random.normal(0, noise);
    for (let channel = pixel; channel < pixel + info.channels; channel++) {
      data[channel] = Math.min(Math.max((data[channel] ?? 0) * exposure + grain, 0), 255);
    }
  }
  const picture = sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  return (gray ? picture.grayscale() : picture).jpeg({ quality }).toBuffer();
}
