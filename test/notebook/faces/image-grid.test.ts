import sharp from "sharp";
import { expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/display/display";
import { type GridPicture, imageGrid } from "../../../lib/notebook/faces/image-grid";

const imageSize = 8;

function plain(red: number, green: number, blue: number): Uint8Array {
  return Uint8Array.from({ length: imageSize * imageSize * 3 }, (_, index) => [red, green, blue][index % 3] ?? 0);
}

async function drawn(pictures: GridPicture[], layout: { columns?: number; drawnSize?: number } = {}) {
  const bundle = await imageGrid(pictures, { imageSize, ...layout })[jupyterDisplay]();
  const { data, info } = await sharp(Buffer.from(String(bundle["image/png"]), "base64"))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  return { text: bundle["text/plain"], info, at };
}

test("pictures stand in rows, in the order given", async () => {
  const blue = plain(0, 0, 255);
  const pictures = [plain(255, 0, 0), plain(0, 255, 0), blue].map((pixels) => ({ pixels }));
  const { info, at } = await drawn(pictures, { columns: 2, drawnSize: 20 });
  expect([info.width, info.height]).toEqual([14 + 2 * 34, 14 + 2 * 34]);
  expect(at(24, 24)).toEqual([255, 0, 0]);
  expect(at(58, 24)).toEqual([0, 255, 0]);
  expect(at(24, 58)).toEqual([0, 0, 255]);
  expect(at(58, 58)).toEqual([255, 255, 255]);
});

test("a caption is written under its picture, in lines that fit", async () => {
  const pixels = plain(0, 0, 255);
  const caption = "Predicted 46 M, actual 46 M";
  const bare = await drawn([{ pixels }]);
  const { info, at, text } = await drawn([{ pixels, caption }]);
  expect(info.height).toBe(bare.info.height + 2 * 15);
  const inkIn = (left: number, right: number) => {
    for (let y = 130; y < info.height; y++) {
      for (let x = left; x < right; x++) if ((at(x, y)[0] ?? 255) < 100) return true;
    }
    return false;
  };
  expect(inkIn(14, 126)).toBe(true);
  expect(inkIn(0, 14)).toBe(false);
  expect(inkIn(126, info.width)).toBe(false);
  expect(text).toBe(`Pictures: 1\n${caption}`);
});

test("a caption breaks after a comma where it can", async () => {
  // As one line of words it would fill the first line up to "Predicted 46 F, actual".
  const pixels = plain(0, 0, 255);
  const { info, at } = await drawn([{ pixels, caption: "Predicted 46 F, actual 31 M" }]);
  const inkTo = (top: number) => {
    let last = 0;
    for (let y = top; y < top + 14; y++) {
      for (let x = 0; x < info.width; x++) if ((at(x, y)[0] ?? 255) < 100) last = Math.max(last, x);
    }
    return last;
  };
  expect(inkTo(127)).toBeLessThan(115);
  expect(inkTo(143)).toBeGreaterThan(80);
});

test("a wrong prediction is framed in red", async () => {
  const pixels = plain(0, 0, 255);
  const { at } = await drawn([{ pixels, wrong: true }, { pixels }]);
  const [red = 0, green = 0, blue = 0] = at(12, 60);
  expect(red).toBeGreaterThan(180);
  expect(Math.max(green, blue)).toBeLessThan(80);
  expect(at(12 + 126, 60)).toEqual([255, 255, 255]);
});

test("a softmax is drawn between its picture and the caption, with lines at the expected and the actual age", async () => {
  const pixels = plain(0, 0, 255);
  const probabilities = Array.from({ length: 101 }, (_, age) => (age >= 20 && age < 40 ? 0.05 : 0));
  const softmax = { probabilities, expectedAge: 70, actualAge: 90 };
  const bare = await drawn([{ pixels, caption: "46 M" }]);
  const { info, at } = await drawn([
    { pixels, caption: "46 M", softmax },
    { pixels, caption: "46 M" },
  ]);
  expect(info.height).toBe(bare.info.height + 34);
  const [under, age] = [14 + 112 + 5, 112 / 101];
  const colorAt = (years: number) => at(14 + Math.floor((years + 0.5) * age), under + 10);
  expect(colorAt(10)).toEqual([255, 255, 255]);
  expect(colorAt(30).every((part) => part < 225)).toBe(true); // a gray
  const [expected = [], actual = []] = [colorAt(70), colorAt(90)];
  expect((expected[1] ?? 0) - (expected[0] ?? 0)).toBeGreaterThan(40); // green
  expect(actual.every((part) => part < 150)).toBe(true); // nearly black
});

test("photo-like noise stays under 10 kB a picture", async () => {
  let state = 1;
  const noise = () => {
    state = (state * 48271) % 2147483647;
    return state % 256;
  };
  const pictures = Array.from({ length: 4 }, () => ({ pixels: Uint8Array.from({ length: 192 }, noise) }));
  const bundle = await imageGrid(pictures, { imageSize })[jupyterDisplay]();
  expect(Buffer.from(String(bundle["image/png"]), "base64").length).toBeLessThan(40_000);
});

test("pictures of another size, and no pictures, are refused", () => {
  const good = { pixels: plain(0, 0, 0) };
  expect(() => imageGrid([good, { pixels: new Uint8Array(5) }], { imageSize })).toThrow(
    "Picture 1 has 5 values instead of 8 x 8 x 3.",
  );
  expect(() => imageGrid([], { imageSize })).toThrow("no picture");
});
