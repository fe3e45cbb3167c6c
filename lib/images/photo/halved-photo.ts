import type { Photo } from "./photo";

const halves = new WeakMap<Photo, Photo>();

/**
 * A photo of half the width and height, each pixel the mean of four; what is left of an odd side is cut off. It is made once and
 * goes with the photo.
 */
export function halved(photo: Photo): Photo {
  const known = halves.get(photo);
  if (known !== undefined) return known;
  const { pixels } = photo;
  const [width, height] = [photo.width >> 1, photo.height >> 1];
  const half = new Uint8Array(width * height * 3);
  let out = 0;
  for (let row = 0; row < height; row++) {
    let above = 2 * row * photo.width * 3;
    let below = above + photo.width * 3;
    for (let column = 0; column < width; column++, above += 3, below += 3) {
      for (let color = 0; color < 3; color++, above++, below++) {
        const sum = (pixels[above] ?? 0) + (pixels[above + 3] ?? 0) + (pixels[below] ?? 0) + (pixels[below + 3] ?? 0);
        half[out++] = (sum + 1 + ((sum >> 2) & 1)) >> 2; // halves become even, lest photos become brighter
      }
    }
  }
  const made = { pixels: half, width, height, scale: photo.scale * 2 };
  halves.set(photo, made);
  return made;
}
