import path from "node:path";
import sharp, { type OverlayOptions } from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readDataset } from "../../../lib/dataset/read-dataset";
import { tf } from "../../../lib/engine/tensorflow";
import { decodePhoto, type Photo } from "../../../lib/images/photo/photo";
import { viewImages } from "../../../lib/images/photo/photo-view";
import { type DetectedFace, tilt } from "../../../lib/model/detector/detected-face";
import { type GradualFaceDetector, loadFaceDetector } from "../../../lib/model/detector/face-detector";
import { faceView, UTKFACE_FRAMING } from "../../../lib/model/detector/framing";
import { findHumanModels } from "../../../lib/model/pretrained/human-models";
import { scratchFolder } from "../../scratch-folder";

const models = findHumanModels();

/** A picture pasted into a photo. */
interface Pasted {
  /** Where its middle is in the photo, in pixels. */
  x: number;
  y: number;
  /** Its width and height in pixels. */
  side: number;
  /** By how much it is turned, in degrees, clockwise. */
  turned?: number;
}

describe.skipIf(models === undefined)("where the models of @vladmandic/human are, as .ci/run fetches them", () => {
  const folder = scratchFolder();
  let detector: GradualFaceDetector;
  let faces: string[];
  let tensors: number;
  const warnings = vi.spyOn(console, "warn");

  beforeAll(async () => {
    detector = await loadFaceDetector(models ?? "");
    const dataset = await readDataset("data/synthetic");
    faces = Array.from(dataset.faces.array("filename"), (name) => path.join(dataset.folder, String(name)));
    tensors = tf.memory().numTensors;
  });
  afterAll(() => {
    expect(tf.memory().numTensors).toBe(tensors);
    detector.dispose();
    expect(warnings).not.toHaveBeenCalled(); // it runs compiled
  });

  /** A photo of drawn faces on a plain wall, by default in an old photo's brown. */
  async function photoOf(name: string, size: { width: number; height: number }, pasted: Pasted[], orientation = 1) {
    const overlays: OverlayOptions[] = [];
    for (const [index, { x, y, side, turned = 0 }] of pasted.entries()) {
      const picture = await sharp(faces[index]).resize(side, side).png().toBuffer();
      const { data, info } = await sharp(picture)
        .rotate(turned, { background: "transparent" })
        .png()
        .toBuffer({ resolveWithObject: true });
      overlays.push({ input: data, left: Math.round(x - info.width / 2), top: Math.round(y - info.height / 2) });
    }
    const file = path.join(folder, name);
    const wall = sharp({ create: { ...size, channels: 3, background: "#a89880" } });
    await wall.composite(overlays).withMetadata({ orientation }).jpeg().toFile(file);
    return file;
  }

  async function found(file: string) {
    const photo = await decodePhoto(file);
    const inFile = (pixels: number) => Math.round(pixels * photo.scale);
    const [faces = []] = await detector.detect([photo]);
    return faces.map((face) => ({
      x: inFile(face.center.x),
      y: inFile(face.center.y),
      size: inFile(face.size),
      degrees: (tilt(face) * 180) / Math.PI,
    }));
  }

  /** What is found gradually, all at once. */
  async function rounds(photos: readonly Photo[]) {
    const all: { found: DetectedFace[][]; isLast: boolean }[] = [];
    for await (const round of detector.detectGradually(photos)) all.push(round);
    return all;
  }

  test("several faces are found from left to right, and how they are tilted", async () => {
    const pasted = [
      { x: 150, y: 160, side: 240 },
      { x: 420, y: 300, side: 160, turned: 30 },
      { x: 650, y: 170, side: 200, turned: -30 },
    ];
    const seen = await found(await photoOf("several.jpg", { width: 800, height: 450 }, pasted));
    expect(seen).toHaveLength(3);
    for (const [index, { x, y, side, turned = 0 }] of pasted.entries()) {
      const face = seen[index];
      // A drawn face takes about 56 % of its picture, and its middle is somewhat below the picture's.
      expect(Math.hypot((face?.x ?? 0) - x, (face?.y ?? 0) - y)).toBeLessThan(0.25 * side);
      expect((face?.size ?? 0) / side).toBeGreaterThan(0.46);
      expect((face?.size ?? 0) / side).toBeLessThan(0.68);
      expect(Math.abs((face?.degrees ?? 90) - turned)).toBeLessThan(12);
    }
  });

  test("in a huge photo a small face is found, in pixels of the file", async () => {
    const pasted = [{ x: 5200, y: 800, side: 400 }];
    const seen = await found(await photoOf("huge.jpg", { width: 8000, height: 6000 }, pasted));
    expect(seen).toHaveLength(1);
    expect(Math.hypot((seen[0]?.x ?? 0) - 5200, (seen[0]?.y ?? 0) - 800)).toBeLessThan(100);
    expect(seen[0]?.size).toBeGreaterThan(180);
    expect(seen[0]?.size).toBeLessThan(280);
  });

  test("of a large photo large faces are told first, and then the small ones that were not told", async () => {
    const pasted = [
      { x: 1000, y: 200, side: 70 },
      { x: 500, y: 500, side: 500 },
      { x: 1150, y: 700, side: 400, turned: 20 },
    ];
    const large = await decodePhoto(await photoOf("large.jpg", { width: 1400, height: 1050 }, pasted));
    const small = await decodePhoto(faces[0] ?? "");
    const [first, second, ...more] = await rounds([large, small]);
    expect(first?.found.map(({ length }) => length)).toEqual([2, 1]);
    expect(second?.found.map(({ length }) => length)).toEqual([1, 0]);
    expect([first?.isLast, second?.isLast, more.length]).toEqual([false, true, 0]);
    const [[left, right] = [], [face] = []] = first?.found ?? [];
    expect(await detector.detect([large, small])).toEqual([[left, second?.found[0]?.[0], right], [face]]);

    const ofSmall = await rounds([small]);
    expect(ofSmall).toEqual([{ found: [[face]], isLast: true }]);
  });

  test("a photo that lies on its side is looked at as its EXIF orientation says", async () => {
    const pasted = [{ x: 300, y: 150, side: 200, turned: -90 }];
    const seen = await found(await photoOf("lying.jpg", { width: 600, height: 400 }, pasted, 6));
    expect(seen).toHaveLength(1);
    expect(Math.hypot((seen[0]?.x ?? 0) - 250, (seen[0]?.y ?? 0) - 300)).toBeLessThan(50); // of 400 x 600
    expect(Math.abs(seen[0]?.degrees ?? 90)).toBeLessThan(12);
  });

  test("a face that fills its picture is found, beyond whose edges there is nothing", async () => {
    const photo = await decodePhoto(faces[0] ?? "");
    const [[face] = []] = await detector.detect([photo]);
    if (!face) throw new Error(`${faces[0]} shows no face`);
    const pixels = viewImages([{ photo, view: faceView(face, UTKFACE_FRAMING) }], 200);
    const [seen = []] = await detector.detect([{ pixels, channels: 3, width: 200, height: 200, scale: 1 }]);
    expect(seen).toHaveLength(1);
    for (const [index, { x, y }] of UTKFACE_FRAMING.entries()) {
      expect(Math.abs((seen[0]?.landmarks[index]?.x ?? 0) / 200 - x)).toBeLessThan(0.06);
      expect(Math.abs((seen[0]?.landmarks[index]?.y ?? 0) / 200 - y)).toBeLessThan(0.06);
    }
  });

  test("several photos at a time give the faces that each gives alone", async () => {
    const pasted = [
      { x: 100, y: 100, side: 130 },
      { x: 300, y: 120, side: 100, turned: 20 },
    ];
    const files = [
      await photoOf("alone-1.jpg", { width: 400, height: 240 }, pasted),
      await photoOf("alone-2.jpg", { width: 400, height: 240 }, []),
      await photoOf("alone-3.jpg", { width: 400, height: 240 }, pasted.slice(0, 1)),
      ...faces.slice(0, 9),
    ];
    const photos = await Promise.all(files.map((file) => decodePhoto(file)));
    const together = await detector.detect(photos);
    expect(together.slice(0, 4).map(({ length }) => length)).toEqual([2, 0, 1, 1]);
    for (const [index, photo] of photos.entries()) {
      const [alone = []] = await detector.detect([photo]);
      expect(together[index]).toHaveLength(alone.length);
      for (const [place, { center, size }] of alone.entries()) {
        expect(together[index]?.[place]?.center.x).toBeCloseTo(center.x, 1);
        expect(together[index]?.[place]?.center.y).toBeCloseTo(center.y, 1);
        expect(together[index]?.[place]?.size).toBeCloseTo(size, 1);
      }
    }
  });

  test("a dark photo's face is found", async () => {
    const file = path.join(folder, "dark.png");
    await sharp(faces[1]).linear(0.25, 0).toFile(file);
    expect(await found(file)).toHaveLength(1);
  });

  test("where there is no face, none is found", async () => {
    const plain = await photoOf("plain.jpg", { width: 300, height: 200 }, []);
    expect(await found(plain)).toEqual([]);
    const noise = path.join(folder, "noise.png");
    const pixels = Uint8Array.from({ length: 400 * 300 * 3 }, (_, index) => (index * 7919 * (index % 97)) % 251);
    await sharp(pixels, { raw: { width: 400, height: 300, channels: 3 } }).toFile(noise);
    expect(await found(noise)).toEqual([]);
  });
});
