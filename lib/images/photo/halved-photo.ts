import type { Photo } from "./photo";

const halves = new WeakMap<Photo, Photo>();

/**
 * A photo of half the width and height, each pixel the mean of four; what is left of an odd side is cut off. It is made once and
 * goes with the photo.
 */
export function halved(photo: Photo): Photo {
  const known = halves.get(photo);
  if (known !== undefined) return known;
  const { pixels, channels } = photo;
  const [width, height] = [photo.width >> 1, photo.height >> 1];
  const half = new Uint8Array(width * height * 3);
  let out = 0;
  for (let row = 0; row < height; row++) {
    let above = 2 * row * photo.width * channels;
    let below = above + photo.width * channels;
    for (let column = 0; column < width; column++, above += 2 * channels, below += 2 * channels) {
      for (let color = 0; color < 3; color++) {
        const left = (pixels[above + color] ?? 0) + (pixels[below + color] ?? 0);
        const right = (pixels[above + channels + color] ?? 0) + (pixels[below + channels + color] ?? 0);
        const sum = left + right;
        half[out++] = (sum + 1 + ((sum >> 2) & 1)) >> 2; // halves become even, lest photos become brighter
      }
    }
  }
  const made: Photo = { pixels: half, channels: 3, width, height, scale: photo.scale * 2 };
  halves.set(photo, made);
  return made;
}
