import sharp from "sharp";
import { expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/display/display";
import type { Photo } from "../../../lib/images/photo/photo";
import type { PredictedFace } from "../../../lib/model/detector/predict-photo";
import { annotatedPhoto, drawAnnotatedPhoto } from "../../../lib/notebook/photos/annotated-photo";
import { faceLabel } from "../../../lib/notebook/photos/face-label";
import { someFace } from "./some-face";

const gray: Photo = { pixels: new Uint8Array(400 * 300 * 3).fill(128), channels: 3, width: 400, height: 300, scale: 1 };

async function drawn(faces: PredictedFace[]) {
  const bundle = await annotatedPhoto(gray, faces)[jupyterDisplay]();
  const jpeg = Buffer.from(String(bundle["image/jpeg"]), "base64");
  return { text: bundle["text/plain"], ...(await pixelsOf(jpeg)) };
}

test("the age above a face is the expected value in whole years, not the most likely one", () => {
  const face = someFace(100, 150, 29, 0);
  expect(faceLabel({ ...face, prediction: { ...face.prediction, expectedAge: 32.6 } })).toBe("33 F");
});

async function pixelsOf(jpeg: Buffer) {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  /** How a pixel differs from the gray photo: r where it is redder than blue, b where bluer, w where it is white. */
  const at = (x: number, y: number) => {
    const [red = 0, , blue = 0] = data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3);
    if (red > 220 && blue > 220) return "w";
    return red - blue > 60 ? "r" : blue - red > 60 ? "b" : "-";
  };
  return { info, at };
}

test("each face has a frame in its gender's color and a label above, in white letters", async () => {
  const { text, info, at } = await drawn([someFace(100, 150, 46, 1), someFace(300, 150, 8, 0)]);
  expect(text).toBe("Faces in the photo, from left to right: 46 M, 8 F");
  expect([info.width, info.height]).toEqual([400, 300]);
  expect([at(50, 150), at(150, 150), at(100, 200)]).toEqual(["b", "b", "b"]);
  expect([at(250, 150), at(350, 150), at(300, 200)]).toEqual(["r", "r", "r"]);
  expect([at(100, 150), at(200, 150), at(20, 20)]).toEqual(["-", "-", "-"]);
  const label = Array.from({ length: 60 * 26 }, (_, index) => at(70 + (index % 60), 73 + Math.floor(index / 60)));
  expect(label.filter((color) => color === "w").length).toBeGreaterThan(30);
  expect(label.filter((color) => color === "b").length).toBeGreaterThan(300);
});

test("where ages have intervals, they stand above the face as well", async () => {
  const face = someFace(200, 150, 46, 1);
  const { text } = await drawn([{ ...face, prediction: { ...face.prediction, ageInterval: [39, 54] } }]);
  expect(text).toBe("Faces in the photo, from left to right: 46 (39–54) M");
});

test("the frame of a tilted face is turned; a label without room above is below", async () => {
  const [one, other, mouth] = [
    { x: 180, y: 20 },
    { x: 220, y: 60 },
    { x: 180, y: 80 },
  ];
  const tilted = { ...someFace(200, 60, 30, 1), landmarks: [one, other, mouth] as const };
  const { at } = await drawn([tilted]);
  expect(at(200 + 69, 60)).toBe("b"); // a corner of the square, turned by 45 degrees
  expect(at(200 + 50, 60)).toBe("-");
  expect(at(200, 60 + 71 + 8)).not.toBe("-");
});

test("a photo larger than what is asked for is shrunk, faces and all; one without faces says so", async () => {
  const { info, at } = await pixelsOf(
    await drawAnnotatedPhoto(gray, [someFace(100, 150, 46, 1)], { largestSide: 200 }),
  );
  expect([info.width, info.height]).toEqual([200, 150]);
  expect(at(25, 75)).toBe("b");
  expect((await drawn([])).text).toBe("Faces in the photo, from left to right: none");
});
