import { writeFileSync } from "node:fs";

/** A picture as bytes of red, green and blue; its sides are even. */
interface Picture {
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * Writes pictures of one size as a film of 30 frames a second, which Chromium takes for a camera and plays over and over: YUV4MPEG2
 * with a quarter of the colors, by BT.601.
 */
export function writeFilm(file: string, pictures: readonly Picture[]): string {
  const { width = 0, height = 0 } = pictures[0] ?? {};
  const parts: Uint8Array[] = [Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`)];
  for (const picture of pictures) parts.push(Buffer.from("FRAME\n"), planes(picture));
  writeFileSync(file, Buffer.concat(parts));
  return file;
}

function planes({ data, width, height }: Picture): Buffer {
  const luma = Buffer.alloc(width * height);
  const blue = Buffer.alloc((width * height) / 4);
  const red = Buffer.alloc((width * height) / 4);
  for (let pixel = 0; pixel < luma.length; pixel++) {
    const [r = 0, g = 0, b = 0] = data.subarray(3 * pixel, 3 * pixel + 3);
    luma[pixel] = 16 + 0.257 * r + 0.504 * g + 0.098 * b;
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    if (row % 2 === 1 || column % 2 === 1) continue;
    const quarter = (row / 2) * (width / 2) + column / 2;
    blue[quarter] = 128 - 0.148 * r - 0.291 * g + 0.439 * b;
    red[quarter] = 128 + 0.439 * r - 0.368 * g - 0.071 * b;
  }
  return Buffer.concat([luma, blue, red]);
}
