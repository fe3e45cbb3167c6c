import type { Photo } from "../../images/photo/photo";

/** A larger photo is shrunk to so many pixels a side, as the library's `decodePhoto` does it. */
const LARGEST_SIDE = 4096;

/**
 * The pixels of what a browser shows: a photo's file that it decoded, or a frame of a film.
 *
 * @param source - upright; it stays the caller's
 */
export function photoOf(source: ImageBitmap | HTMLVideoElement): Photo {
  const [fullWidth, fullHeight] =
    source instanceof ImageBitmap ? [source.width, source.height] : [source.videoWidth, source.videoHeight];
  const scale = Math.max(1, Math.max(fullWidth, fullHeight) / LARGEST_SIDE);
  const [width, height] = [Math.round(fullWidth / scale), Math.round(fullHeight / scale)];
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("This browser gives no canvas of that size");
  context.fillStyle = "white"; // what is transparent is white, as in the library
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { pixels: new Uint8Array(data.buffer), channels: 4, width, height, scale };
}
