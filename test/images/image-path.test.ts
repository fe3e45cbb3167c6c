import { expect, test } from "vitest";
import { ImageError } from "../../lib/images/image-error";
import { imagePath } from "../../lib/images/image-path";

test("a name within the folder", () => {
  expect(imagePath("data/faces", "00/1.jpg")).toBe("data/faces/00/1.jpg");
  expect(imagePath("/data/faces", "00/../01/1.jpg")).toBe("/data/faces/01/1.jpg");
  expect(imagePath("/data/faces", "..jpg")).toBe("/data/faces/..jpg");
});

test.each(["../secret.jpg", "00/../../secret.jpg", "/etc/passwd", ".."])("%s leads out of the folder", (filename) => {
  expect(() => imagePath("/data/faces", filename)).toThrow(ImageError);
  expect(() => imagePath("/data/faces", filename)).toThrow("outside the image folder");
});
