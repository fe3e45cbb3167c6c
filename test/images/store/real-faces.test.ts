import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeImage } from "../../../lib/images/decoding/decode-image";
import { type DecodedFace, FaceDecoder } from "../../../lib/images/decoding/face-decoder";
import { ImageError } from "../../../lib/images/image-error";

const folder = "../shared/faces";
const here = existsSync(`${folder}/manifest.csv`);
/** What `manifest.csv` says is wrong with a picture, and the reason with which it is to be refused. */
const reasons = new Map([
  ["ok", "used"],
  ["empty", "empty"],
  ["missing", "missing"],
  ["not-a-jpeg", "not an image"],
  ["truncated", "cut short or damaged"],
]);

test.skipIf(!here)(`real pictures, good and bad (skipped where there is no ${folder})`, async () => {
  const rows = readFileSync(`${folder}/manifest.csv`, "utf8").trim().split("\n").slice(1);
  const pictures = rows.flatMap((row) => {
    const [filename = "", , , note = ""] = row.split(",");
    const expected = reasons.get(note);
    return expected ? [{ filename, expected }] : [];
  });
  const bad = pictures.filter(({ expected }) => expected !== "used");
  const good = pictures.filter(({ expected }) => expected === "used").filter((_, index) => index % 100 === 0);
  expect([bad.length, good.length]).toEqual([34, 75]);
  const decoder = new FaceDecoder({ imageFolder: folder, imageSize: 64 });
  const decoded: DecodedFace[] = [];
  for await (const batch of decoder.decode([...bad, ...good])) decoded.push(...batch);
  decoder.close();
  let difference = 0;
  for (const [row, { filename, expected }] of [...bad, ...good].entries()) {
    const result = await decodeImage(`${folder}/${filename}`, 64).catch((error) => error);
    const found = result instanceof ImageError ? result.reason : "used";
    expect([filename, found]).toEqual([filename, expected]);
    const { image, error } = decoded[row] ?? {};
    expect([filename, error?.reason ?? "used"]).toEqual([filename, expected]);
    if (!image) continue;
    difference += image.reduce((sum, value, byte) => sum + Math.abs(value - result[byte]), 0) / image.length;
  }
  expect(difference / good.length).toBeLessThan(3);
});
