import { setImmediate, setTimeout } from "node:timers/promises";
import sharp from "sharp";
import { afterEach, expect, test } from "vitest";
import type { FaceDetector } from "../../../lib/model/detector/face-detector";
import { UTKFACE_FRAMING } from "../../../lib/model/detector/framing";
import { faceCamera } from "../../../lib/notebook/photos/face-camera";
import type { Widget } from "../../../lib/notebook/widgets";
import { PretendPage } from "../widgets/pretend-page";
import { someFace } from "./some-face";

const page = new PretendPage();
afterEach(() => page.clear());

/** Finds a face in the middle of each photo, half as wide, and keeps what it has seen. */
const seen: [width: number, height: number][] = [];
const detector: FaceDetector = {
  async detect(photos) {
    await setImmediate();
    return photos.map(({ width, height }) => {
      seen.push([width, height]);
      return [someFace(width / 2, height / 2, 0, 0, width / 2)];
    });
  },
  dispose() {},
};
/** Says that each face is as old as its image is bright, and a man's. */
const predictor = {
  imageSize: 4,
  predict: (images: Uint8Array) => [
    { age: 0, ageProbability: 1, expectedAge: images[0] ?? 0, ageProbabilities: [], gender: 1, genderProbability: 0.9 },
  ],
  dispose() {},
};

const start = () =>
  page.run(() => faceCamera({ predictor, detector, framing: UTKFACE_FRAMING }), { id: "camera's cell" });

/** A frame of 200 x 100 pixels in one gray. */
function frame(gray: number): Promise<Buffer> {
  const picture = sharp({
    create: { width: 200, height: 100, channels: 3, background: { r: gray, g: gray, b: gray } },
  });
  return picture.jpeg().toBuffer();
}

/** What was answered, once there are so many answers. */
async function answers(count: number): Promise<unknown[]> {
  const told = () => page.sent.flatMap(({ data }) => (data.method === "custom" ? [data.content] : []));
  await expect.poll(told).toHaveLength(count);
  return told();
}

test("each frame is answered with its faces, which have the mean age of those before", async () => {
  const camera = await start();
  page.custom(camera, { camera: "here", number: 1 }, [await frame(20)]);
  await answers(1);
  page.custom(camera, { camera: "here", number: 2 }, [await frame(31)]);
  const face = { x: 100, y: 50, size: 100, degrees: 0, gender: 1 };
  expect(await answers(2)).toEqual([
    { camera: "here", number: 1, faces: [{ ...face, label: "20 M" }] },
    { camera: "here", number: 2, faces: [{ ...face, label: "26 M" }] },
  ]);
  expect(seen.splice(0)).toEqual([
    [100, 50],
    [100, 50],
  ]);
});

test("another camera's faces are others", async () => {
  const camera = await start();
  page.custom(camera, { camera: "here", number: 1 }, [await frame(20)]);
  await answers(1);
  page.custom(camera, { camera: "there", number: 1 }, [await frame(40)]);
  expect((await answers(2)).at(-1)).toMatchObject({ camera: "there", faces: [{ label: "40 M" }] });
});

test("of frames that come while one is looked at, the latest is looked at next, and each is answered", async () => {
  seen.length = 0;
  const camera = await start();
  const jpeg = await frame(20);
  for (let number = 1; number <= 4; number++) page.custom(camera, { camera: "here", number }, [jpeg]);
  expect(await answers(4)).toMatchObject([
    { number: 2, passed: true },
    { number: 3, passed: true },
    { number: 1, faces: [{}] },
    { number: 4, faces: [{}] },
  ]);
  expect(seen).toHaveLength(2);
});

test("while the kernel does other work, frames are let pass", async () => {
  seen.length = 0;
  const camera = await start();
  const jpeg = await frame(20);
  const training = new AbortController();
  const trained = (async () => {
    while (!training.signal.aborted) {
      const begun = performance.now();
      while (performance.now() - begun < 30); // a step
      await setImmediate();
    }
  })();
  page.custom(camera, { camera: "here", number: 1 }, [jpeg]);
  expect(await answers(1)).toEqual([{ camera: "here", number: 1, passed: true }]);
  training.abort();
  await trained;
  await expect
    .poll(async () => {
      page.custom(camera, { camera: "here", number: 2 }, [jpeg]);
      await setTimeout(50);
      return page.sent.at(-1)?.data.content;
    })
    .toMatchObject({ number: 2, faces: [{}] });
});

test("a frame that is no picture is answered with what is wrong, and the next one is looked at", async () => {
  const camera = await start();
  const pictures = [Buffer.from("no picture"), Buffer.alloc(0), await frame(20)];
  for (const [number, picture] of pictures.entries()) {
    page.custom(camera, { camera: "here", number }, [picture]);
    await answers(number + 1);
  }
  expect(await answers(3)).toMatchObject([
    { error: "The picture of the camera cannot be used: not an image." },
    { error: "The picture of the camera cannot be used: empty." },
    { faces: [{ label: "20 M" }] },
  ]);
  expect(page.outputs).toEqual([]);
});

test("what is no frame is passed over; without a page there is a sentence", async () => {
  const camera: Widget = await start();
  const jpeg = await frame(20);
  for (const content of [null, "frame", [], { camera: 1, number: 1 }, { camera: "here" }]) {
    page.custom(camera, content, [jpeg]);
  }
  page.custom(camera, { camera: "here", number: 1 });
  page.custom(camera, { camera: "here", number: 7 }, [jpeg]);
  expect(await answers(1)).toMatchObject([{ number: 7 }]);
  expect(await camera.picture()).toMatchObject({
    "text/plain": "Run this cell in JupyterLab and press Start camera: its picture appears here.",
  });
});
