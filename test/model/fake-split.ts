import { table } from "arquero";
import type { FaceSplit } from "../../lib/images/face-split";

/**
 * A split in memory whose faces are easy to tell apart: the left half of each image is as bright as the person is old,
 * the right half is bright for men and dark for women.
 */
export function fakeSplit({ count = 12, imageSize = 8, name = "train" } = {}): FaceSplit {
  const rows = Array.from({ length: count }, (_, row) => row);
  const ages = Int32Array.from(rows, (row) => (row * 37) % 101);
  const genders = Int32Array.from(rows, (row) => row % 2);
  const filenames = rows.map((row) => `${row}.jpg`);
  const imageOf = (row: number) =>
    Uint8Array.from({ length: imageSize * imageSize * 3 }, (_, index) => {
      const left = Math.floor(index / 3) % imageSize < imageSize / 2;
      return left ? 2 * (ages[row] ?? 0) : 250 * (genders[row] ?? 0);
    });
  return {
    name,
    count,
    imageSize,
    faces: table({ filename: filenames, age: ages, gender: genders }),
    ages,
    genders,
    readImages: async (wanted) => new Uint8Array(Buffer.concat(Array.from(wanted, imageOf))),
    close: async () => {},
  };
}
