import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { type Displayable, jupyterDisplay, type MimeBundle } from "../../../lib/display/display";
import type { FaceDetector } from "../../../lib/model/detector/face-detector";
import { UTKFACE_FRAMING } from "../../../lib/model/detector/framing";
import { framedPhotos } from "../../../lib/notebook/photos/framed-photos";
import { someFace } from "./some-face";

/** Finds a face in each photo that is wider than high. */
const detector: FaceDetector = {
  detect: async (photos) => photos.map(({ width, height }) => (width > height ? [someFace(50, 50, 0, 0, 40)] : [])),
  dispose() {},
};
const { prediction } = someFace(0, 0, 46, 1);
const predictor = { imageSize: 4, predict: () => [prediction], dispose() {} };
const reader = { predictor, detector, framing: UTKFACE_FRAMING };

async function upload(name: string, width: number, height: number) {
  const bytes = await sharp({ create: { width, height, channels: 3, background: "gray" } })
    .png()
    .toBuffer();
  return { name, type: "image/png", bytes };
}

async function bundles(shown: AsyncIterable<Displayable>): Promise<MimeBundle[]> {
  const all: MimeBundle[] = [];
  for await (const some of shown) all.push(await some[jupyterDisplay]());
  return all;
}

test("each photo has its faces framed and told, and one that cannot be used says why", async () => {
  const files = [
    await upload("<b>.png", 900, 100),
    { name: "x.jpg", type: "image/jpeg", bytes: Buffer.from("no picture") },
    { name: "empty.jpg", type: "image/jpeg", bytes: new Uint8Array() },
    await upload("high.png", 100, 200),
  ];
  const [first, ...shown] = await bundles(framedPhotos(reader, files));
  expect(first?.["text/plain"]).toBe("0 of 4 photos are done");
  const { "text/html": html, "text/plain": text } = shown.at(-1) ?? {};
  expect(String(text).split("\n")).toEqual([
    "<b>.png: 46 M",
    "The picture x.jpg cannot be used: not an image.",
    "The picture empty.jpg cannot be used: empty.",
    "high.png: no face is found",
  ]);
  expect(html).not.toContain("<b>");
  const pictures = Array.from(String(html).matchAll(/base64,([^"]+)"/g), ([, base64 = ""]) => base64);
  const sizes = pictures.map(async (base64) => {
    const { width, height } = await sharp(Buffer.from(base64, "base64")).metadata();
    return [width, height];
  });
  expect(await Promise.all(sizes)).toEqual([
    [720, 80],
    [100, 200],
  ]);
});

test("photos that take long are shown as they are done", async () => {
  const files = await Promise.all(["a", "b", "c"].map((name) => upload(`${name}.png`, 40, 20)));
  const times = [0, 0, 0, 1000, 1000];
  const now = vi.spyOn(performance, "now").mockImplementation(() => times.shift() ?? 1300);
  const shown = await bundles(framedPhotos(reader, files));
  now.mockRestore();
  expect(shown.map(({ "text/plain": text }) => text)).toEqual([
    "0 of 3 photos are done",
    "a.png: 46 M\n1 of 3 photos are done",
    "a.png: 46 M\nb.png: 46 M\nc.png: 46 M",
  ]);
});

test("photos that are not wanted any more are not looked at, and what is no photo's fault is thrown", async () => {
  const files = [await upload("a.png", 100, 50)];
  await expect(bundles(framedPhotos(reader, files, AbortSignal.abort()))).rejects.toThrow("aborted");
  const predict = () => {
    throw new Error("the network computes no numbers");
  };
  await expect(bundles(framedPhotos({ ...reader, predictor: { ...predictor, predict } }, files))).rejects.toThrow(
    "no numbers",
  );
});
