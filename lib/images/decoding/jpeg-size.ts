import { smallestSide } from "./decode-image";

const SOI = 0xffd8;
const EOI = 0xffd9;
const SOF0 = 0xffc0;
const SOF2 = 0xffc2;
const SOS = 0xffda;
const APP0 = 0xffe0;
const APP15 = 0xffef;
/** DHT, DQT, DRI and COM: tables and a text, which say nothing of the picture's size and colors. */
const tables: ReadonlySet<number> = new Set([0xffc4, 0xffdb, 0xffdd, 0xfffe]);
/** The beginnings of segments that say how the picture is to be turned, and what its colors are. */
const forSharp = ["Exif", "ICC_PROFILE"];

/** Larger ones are not for batches: what a thumbnail needs of them, sharp decodes alone. */
const largestPicture = 2 ** 20;
/** Encoders make ten of a progressive JPEG. Half a megabyte could hold 50,000, and keep a decoder busy for seconds. */
const mostScans = 50;

/**
 * The size of a JPEG that TensorFlow decodes as any other decoder would: baseline or progressive, gray or of three colors in
 * 8 bits, of 8 pixels a side to a million in all, without EXIF and color profile.
 *
 * Only the header is read, strictly, so that TensorFlow finds no other size in it, and the last two bytes, which nearly all
 * files that are cut short lack. Of damage between them TensorFlow refuses some, and shows some as a scar.
 *
 * Source: ITU-T T.81 (https://www.w3.org/Graphics/JPEG/itu-t81.pdf), annex B.
 *
 * @param bytes - the whole file
 * @returns in pixels; nothing for any other file, which is for sharp
 */
export function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
  const { length } = bytes;
  if (length < 4 || bytes.readUInt16BE(0) !== SOI || bytes.readUInt16BE(length - 2) !== EOI) return undefined;
  let frame: Frame | undefined;
  for (let at = 2; at + 4 <= length; ) {
    const marker = bytes.readUInt16BE(at);
    const segment = bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2));
    at += 4 + segment.length;
    if (marker === SOS) {
      if (!frame || (frame.isProgressive ? hasTooManyScans(bytes) : segment[0] !== frame.colors)) return undefined;
      return { width: frame.width, height: frame.height };
    }
    if (marker >= SOF0 && marker <= SOF2) {
      if (frame) return undefined;
      frame = readFrame(segment, marker === SOF2);
      if (!frame) return undefined;
    } else if (marker >= APP0 && marker <= APP15) {
      const text = segment.toString("latin1", 0, 16);
      if (forSharp.some((start) => text.startsWith(start))) return undefined;
    } else if (!tables.has(marker)) {
      return undefined; // other ways of coding, or what is no segment
    }
  }
  return undefined;
}

interface Frame {
  isProgressive: boolean;
  width: number;
  height: number;
  colors: number;
}

function readFrame(segment: Buffer, isProgressive: boolean): Frame | undefined {
  if (segment.length < 6) return undefined;
  const [bits, , , , , colors = 0] = segment;
  const height = segment.readUInt16BE(1);
  const width = segment.readUInt16BE(3);
  if (bits !== 8 || (colors !== 1 && colors !== 3)) return undefined;
  if (Math.min(width, height) < smallestSide || width * height > largestPicture) return undefined;
  return { isProgressive, width, height, colors };
}

function hasTooManyScans(bytes: Buffer): boolean {
  let at = 0;
  for (let scan = 0; scan <= mostScans && at >= 0; scan++) at = bytes.indexOf("\xff\xda", at + 2, "latin1");
  return at >= 0;
}
