import sharp from "sharp";
import { expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import type { Photo } from "../../../lib/images/photo/photo";
import { UTKFACE_FRAMING } from "../../../lib/model/detector/framing";
import { foundFaces, framedFaces } from "../../../lib/notebook/photos/found-faces";
import { fakeSplit } from "../../model/fake-split";
import { someFace } from "./some-face";

const photo: Photo = {
  pixels: new Uint8Array(400 * 300 * 3).fill(128),
  channels: 3,
  width: 400,
  height: 300,
  scale: 1,
};

const predictor = { imageSize: 16, predict: () => [], dispose() {} };
const detector = { detect: async () => [], dispose() {} };
const reader = { predictor, detector, framing: UTKFACE_FRAMING };

test("each face is shown as it was found and, below it, as it is cut out, with what is predicted", async () => {
  const faces = [someFace(100, 150, 46.4, 1), someFace(300, 150, 8, 0)];
  const { "text/plain": text } = await mimeBundle(foundFaces(reader, photo, faces));
  expect(String(text).split("\n").slice(1)).toEqual(["found", "found", "cut out: 46 M", "cut out: 8 F"]);
});

test("of many faces the first six are shown, and where there is none, that is said", async () => {
  const shown = (count: number) => {
    const faces = Array.from({ length: count }, (_, place) => someFace(50 + 20 * place, 150, 30, 0));
    return mimeBundle(foundFaces(reader, photo, faces));
  };
  expect(String((await shown(9))["text/plain"]).split("\n")).toHaveLength(1 + 2 * 6);
  expect((await shown(0))["text/plain"]).toBe("No face is found.");
});

test("a face that lies on its side is marked there, and cut out with its eyes and mouth as in the framing", async () => {
  const landmarks = [
    { x: 220, y: 100 },
    { x: 220, y: 160 },
    { x: 160, y: 130 },
  ] as const;
  const pixels = new Uint8Array(400 * 300 * 3).fill(128);
  for (const { x, y } of landmarks) {
    for (let dot = 0; dot < 121; dot++) {
      const at = ((y - 5 + Math.floor(dot / 11)) * 400 + x - 5 + (dot % 11)) * 3;
      pixels.fill(0, at, at + 3);
    }
  }
  const framing = [
    { x: 0.25, y: 0.3 },
    { x: 0.75, y: 0.3 },
    { x: 0.5, y: 0.8 },
  ] as const;
  const face = { ...someFace(190, 130, 30, 1), landmarks };
  const large = { ...reader, framing, predictor: { ...predictor, imageSize: 112 } };
  const { "image/png": png } = await mimeBundle(foundFaces(large, { ...photo, pixels }, [face]));
  const { data, info } = await sharp(Buffer.from(String(png), "base64"))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => data[Math.round(y) * info.width + Math.round(x)];
  const below = info.height - 14 - 15 - 112; // where the lower picture begins
  expect(at(14 + 112 * 0.6875, 14 + 112 * 0.3125)).toBeGreaterThan(240); // a white point on a dark eye
  for (const { x, y } of framing) expect(at(14 + 112 * x, below + 112 * y)).toBeLessThan(20);
  expect(at(14 + 112 * 0.5, below + 112 * 0.3)).toBeGreaterThan(100);
});

test("the framing's points are drawn on the first faces of a split", async () => {
  const { "image/png": png, "text/plain": text } = await mimeBundle(
    await framedFaces(fakeSplit({ imageSize: 16 }), UTKFACE_FRAMING),
  );
  expect(text).toBe("Pictures: 6");
  const { data, info } = await sharp(Buffer.from(String(png), "base64"))
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (const { x, y } of UTKFACE_FRAMING) {
    for (const place of [0, 5]) {
      const pixel = Math.round(14 + 112 * y) * info.width + Math.round(14 + place * 126 + 112 * x);
      expect(data[pixel * info.channels]).toBeGreaterThan(240);
    }
  }
});
