import { fakeSplit } from "../fake-split";

/** A split whose images are noise, each another. */
export function noiseSplit(count: number, imageSize: number) {
  const imageOf = (row: number) =>
    Uint8Array.from({ length: imageSize ** 2 * 3 }, (_, index) => ((index + row) ** 2 * 7919 + index * 31) % 251);
  return {
    ...fakeSplit({ count, imageSize }),
    readImages: async (rows: ArrayLike<number>) => new Uint8Array(Buffer.concat(Array.from(rows, imageOf))),
  };
}
