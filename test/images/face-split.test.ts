import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openFaceSplit } from "../../lib/images/face-split";
import { encodeNpyHeader, imageRows, rowBytesOf } from "../../lib/images/npy/npy";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();
const csv = path.join(folder, "few.csv");
writeFileSync(csv, "filename,age,gender\na.jpg,31,1\nb.jpg,62,0\n");

function npy(count: number): string {
  const file = path.join(folder, `${count}.npy`);
  writeFileSync(
    file,
    Buffer.concat([
      encodeNpyHeader(count, imageRows(1)),
      Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9]).subarray(0, 3 * count),
    ]),
  );
  return file;
}

test("a split is its faces and their images", async () => {
  const split = await openFaceSplit(csv, npy(2));
  expect(split).toMatchObject({ name: "few", folder, count: 2, imageSize: 1 });
  expect(split.faces.objects()).toEqual([
    { filename: "a.jpg", age: 31, gender: 1 },
    { filename: "b.jpg", age: 62, gender: 0 },
  ]);
  expect(split.ages).toEqual(Int32Array.of(31, 62));
  expect(split.genders).toEqual(Int32Array.of(1, 0));
  expect(await split.readImages([1, 0])).toEqual(Uint8Array.of(4, 5, 6, 1, 2, 3));
  await split.close();
  await expect(split.readImages([0])).rejects.toThrow("is closed");
});

test("files that do not belong together are refused, both named", async () => {
  const images = npy(3);
  await expect(openFaceSplit(csv, images)).rejects.toThrow(`${csv} has 2 faces and ${images} 3 images`);
});

test.each([
  ["|u1", [3]],
  ["|u1", [8, 9, 3]],
  ["|u1", [8, 8, 4]],
  ["|u1", [8, 8, 3, 1]],
  ["<f4", [8, 8, 3]],
] as const)("rows %s [%s] are no images", async (type, shape) => {
  const file = path.join(folder, "others.npy");
  writeFileSync(
    file,
    Buffer.concat([encodeNpyHeader(2, { type, shape }), Buffer.alloc(2 * rowBytesOf({ type, shape }))]),
  );
  await expect(openFaceSplit(csv, file)).rejects.toThrow(
    `others.npy holds arrays ${type} (${shape.join(", ")}), not images`,
  );
});
