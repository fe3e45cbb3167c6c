/**
 * Tells JPEGs that are beyond doubt from those that need a closer look, faster than they could be decoded.
 *
 * JavaScript and not TypeScript, because read-worker.mjs runs in threads that know no TypeScript.
 * Source of all rules: ITU-T T.81 (https://www.w3.org/Graphics/JPEG/itu-t81.pdf), annexes B, C and F.
 */
import { scanIsWhole } from "./scan.mjs";
import { readFrame, readHuffmanTables, readQuantizationTables, readScanHeader, uint16 } from "./segments.mjs";

/**
 * A plain JPEG's size in pixels.
 *
 * @typedef {{ width: number, height: number }} PictureSize
 */

const SOF0 = 0xc0;
const DHT = 0xc4;
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const DRI = 0xdd;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;

/**
 * The size of a JPEG of which every bit is as it should be: baseline, gray or YCbCr in 8 bits, one scan, no EXIF, no
 * color profile, nothing missing, nothing too much. Any decoder makes the same picture of it, without a warning.
 *
 * The Huffman codes of the scan are followed to its end without decoding what they stand for, so damage between the
 * first and the last byte is noticed as a decoder would notice it.
 *
 * @param {Uint8Array} bytes the whole file
 * @returns {PictureSize | undefined} nothing for any other file, which may still be a good picture
 */
export function plainJpegSize(bytes) {
  const { length } = bytes;
  if (length < 4 || bytes[0] !== 0xff || bytes[1] !== SOI) return undefined;
  if (bytes[length - 2] !== 0xff || bytes[length - 1] !== EOI) return undefined;
  /** @type {import("./segments.mjs").Frame | undefined} */
  let frame;
  let hasJfif = false;
  let hasAdobe = false;
  let restartInterval = 0;
  let defined = 0; // a bit for each Huffman table, and 8 bits on for each quantization table
  for (let at = 2; ; ) {
    if (at + 4 > length || bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    const start = at + 4;
    const end = at + 2 + uint16(bytes, at + 2);
    if (end < start || end > length) return undefined;
    at = end;
    if (marker === SOF0) {
      if (frame) return undefined;
      frame = readFrame(bytes, start, end);
      if (!frame) return undefined;
    } else if (marker === DHT) {
      const found = readHuffmanTables(bytes, start, end);
      if (found === 0) return undefined;
      defined |= found;
    } else if (marker === DQT) {
      const found = readQuantizationTables(bytes, start, end);
      if (found === 0) return undefined;
      defined |= found << 8;
    } else if (marker === DRI) {
      if (end - start !== 2) return undefined;
      restartInterval = uint16(bytes, start);
    } else if (marker === SOS) {
      if (!frame || (frame.ids.length === 3 && !hasJfif && !hasAdobe && frame.ids.join() !== "1,2,3")) return undefined;
      const tables = readScanHeader(bytes, start, end, frame, defined);
      if (!tables || !scanIsWhole(bytes, end, frame, tables, restartInterval)) return undefined;
      return { width: frame.width, height: frame.height };
    } else if (marker === APP0) {
      if (!startsWith(bytes, start, end, "JFIF\0")) continue;
      if (bytes[start + 5] !== 1) return undefined;
      hasJfif = true;
    } else if (marker === APP1) {
      if (startsWith(bytes, start, end, "Exif")) return undefined; // may say that the picture is to be turned
    } else if (marker === APP2) {
      if (startsWith(bytes, start, end, "ICC_PROFILE")) return undefined;
    } else if (marker === APP14) {
      if (!startsWith(bytes, start, end, "Adobe")) continue;
      if (end - start < 12 || bytes[start + 11] !== 1) return undefined; // not YCbCr
      hasAdobe = true;
    } else if (marker !== COM && !(marker > APP2 && marker <= APP15)) {
      return undefined;
    }
  }
}

/** @param {Uint8Array} bytes @param {number} start @param {number} end @param {string} text */
function startsWith(bytes, start, end, text) {
  if (end - start < text.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text.charCodeAt(index)) return false;
  return true;
}
