import { table } from "arquero";
import type { FaceSplit } from "../../lib/images/face-split";

/**
 * A split in memory whose faces are easy to tell apart: the older the redder, men green and women not, all as blue.
 */
export function fakeSplit({ count = 12, imageSize = 8, name = "train", folder = "" } = {}): FaceSplit {
  const rows = Array.from({ length: count }, (_, row) => row);
  const ages = Int32Array.from(rows, (row) => (row * 37) % 101);
  const genders = Int32Array.from(rows, (row) => row % 2);
  const filenames = rows.map((row) => `${row}.jpg`);
  const imageOf = (row: number) => {
    const pixel = [2 * (ages[row] ?? 0), 250 * (genders[row] ?? 0), 125];
    return Uint8Array.from({ length: imageSize * imageSize * 3 }, (_, index) => pixel[index % 3] ?? 0);
  };
  return {
    name,
    folder,
    count,
    imageSize,
    faces: table({ filename: filenames, age: ages, gender: genders }),
    ages,
    genders,
    readImages: async (wanted) => new Uint8Array(Buffer.concat(Array.from(wanted, imageOf))),
    close: async () => {},
  };
}
