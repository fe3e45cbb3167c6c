/**
 * Tells JPEGs that are beyond doubt from those that need a closer look, faster than they could be decoded.
 *
 * JavaScript and not TypeScript, because read-worker.mjs runs in threads that know no TypeScript.
 * Source of all rules: ITU-T T.81 (https://www.w3.org/Graphics/JPEG/itu-t81.pdf), annexes B, C and F.
 */
import { fillLookup, lookupBits, slowLookup } from "./huffman-lookup.mjs";

/**
 * A plain JPEG's size in pixels.
 *
 * @typedef {{ width: number, height: number }} PictureSize
 */

/**
 * @typedef {object} Frame
 * @property {number} width
 * @property {number} height
 * @property {number[]} ids of the components
 * @property {number[]} blocks how many of each component's blocks are in a unit
 * @property {number} units how many units the scan has (the standard's MCUs)
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

/** The Huffman tables of the file under way, by class (0 DC, 1 AC) and number: `class * 4 + number`. */
/** @type {import("./huffman-lookup.mjs").HuffmanLookup[]} */
const lookups = Array.from({ length: 8 }, () => ({
  specification: new Uint8Array(),
  entries: new Int32Array(1 << lookupBits),
  first: new Int32Array(18),
  offset: new Int32Array(18),
  symbols: new Uint8Array(256),
  isAc: false,
}));

/** The scan's bits without what is stuffed between them; grows with the largest file. */
let scratch = new Uint8Array(1 << 16);

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
  /** @type {Frame | undefined} */
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

/** @param {Uint8Array} bytes @param {number} at */
function uint16(bytes, at) {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** @param {Uint8Array} bytes @param {number} start @param {number} end @param {string} text */
function startsWith(bytes, start, end, text) {
  if (end - start < text.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text.charCodeAt(index)) return false;
  return true;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @returns {Frame | undefined}
 */
function readFrame(bytes, start, end) {
  const count = bytes[start + 5] ?? 0;
  const height = uint16(bytes, start + 1);
  const width = uint16(bytes, start + 3);
  if (bytes[start] !== 8 || (count !== 1 && count !== 3) || end - start !== 6 + 3 * count) return undefined;
  if (width === 0 || height === 0) return undefined;
  const components = Array.from({ length: count }, (_, index) => bytes.subarray(start + 6 + 3 * index));
  const ids = components.map(([id = 0]) => id);
  const sampling = components.map(([, factors = 0]) => ({ across: factors >> 4, down: factors & 15 }));
  const [luminance = { across: 0, down: 0 }, ...colors] = sampling;
  const { across, down } = count === 1 ? { across: 1, down: 1 } : luminance;
  if (across < 1 || across > 2 || down < 1 || down > 2) return undefined;
  if (count === 1 && (luminance.across !== 1 || luminance.down !== 1)) return undefined;
  if (colors.some((color) => color.across !== 1 || color.down !== 1)) return undefined;
  if (new Set(ids).size !== count || components.some(([, , table = 0]) => table !== 0 && table !== 1)) return undefined;
  const units = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
  return { width, height, ids, blocks: count === 1 ? [1] : [across * down, 1, 1], units };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @returns {number} a bit for each table, by its place in `lookups`; 0 if they are not as they should be
 */
function readHuffmanTables(bytes, start, end) {
  let found = 0;
  for (let at = start; at < end; ) {
    const place = ((bytes[at] ?? 0) >> 4) * 4 + ((bytes[at] ?? 0) & 15);
    if ((bytes[at] ?? 0) >> 4 > 1 || ((bytes[at] ?? 0) & 15) > 3 || at + 17 > end) return 0;
    let symbols = 0;
    for (let length = 1; length <= 16; length++) symbols += bytes[at + length] ?? 0;
    const next = at + 17 + symbols;
    const lookup = lookups[place];
    if (!lookup || symbols > 256 || next > end) return 0;
    if (!fillLookup(lookup, bytes.subarray(at + 1, next), place >= 4)) return 0;
    found |= 1 << place;
    at = next;
  }
  return found;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @returns {number} a bit for each table of 8-bit numbers; 0 if there is anything else
 */
function readQuantizationTables(bytes, start, end) {
  if ((end - start) % 65 !== 0) return 0;
  let found = 0;
  for (let at = start; at < end; at += 65) {
    const number = bytes[at] ?? 0;
    if (number > 3) return 0;
    found |= 1 << number;
  }
  return found;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @param {Frame} frame
 * @param {number} defined
 * @returns {number[] | undefined} for each component the places of its tables in `lookups`, DC + 16 * AC
 */
function readScanHeader(bytes, start, end, { ids }, defined) {
  const count = ids.length;
  if (bytes[start] !== count || end - start !== 4 + 2 * count) return undefined;
  const spectral = start + 1 + 2 * count;
  if (bytes[spectral] !== 0 || bytes[spectral + 1] !== 63 || bytes[spectral + 2] !== 0) return undefined;
  if ((defined & 0x300) === 0) return undefined;
  /** @type {number[]} */
  const tables = [];
  for (let index = 0; index < count; index++) {
    const dc = (bytes[start + 2 + 2 * index] ?? 0) >> 4;
    const ac = ((bytes[start + 2 + 2 * index] ?? 0) & 15) + 4;
    if (bytes[start + 1 + 2 * index] !== ids[index] || dc > 1 || ac > 5) return undefined;
    if (!(defined & (1 << dc)) || !(defined & (1 << ac))) return undefined;
    tables.push(dc + 16 * ac);
  }
  return tables;
}

/**
 * Whether the scan has all its blocks, in valid codes, with restarts where they belong, and ends with the file.
 *
 * @param {Uint8Array} bytes
 * @param {number} start where the scan's data begin
 * @param {Frame} frame
 * @param {number[]} tables as `readScanHeader` returns them
 * @param {number} restartInterval after how many units there is a restart; 0 if never
 */
function scanIsWhole(bytes, start, frame, tables, restartInterval) {
  if (scratch.length < bytes.length + 4) scratch = new Uint8Array(2 * bytes.length);
  const interval = restartInterval || frame.units;
  let at = start;
  for (let unit = 0, restart = 0; unit < frame.units; unit += interval, restart++) {
    let filled = 0;
    let marker = bytes.indexOf(0xff, at);
    for (; bytes[marker + 1] === 0; marker = bytes.indexOf(0xff, at)) {
      // 0xff is written as 0xff 0
      if (marker - at < 32) for (let from = at; from <= marker; from++) scratch[filled++] = bytes[from] ?? 0;
      else {
        scratch.set(bytes.subarray(at, marker + 1), filled);
        filled += marker + 1 - at;
      }
      at = marker + 2;
    }
    scratch.set(bytes.subarray(at, marker), filled);
    filled += marker - at;
    const units = Math.min(interval, frame.units - unit);
    if (!codesFill(filled, units, frame.blocks, tables)) return false;
    const isLast = unit + units === frame.units;
    if (isLast) return bytes[marker + 1] === EOI && marker + 2 === bytes.length;
    if (bytes[marker + 1] !== 0xd0 + (restart & 7)) return false;
    at = marker + 2;
  }
  return false;
}

/**
 * Whether the codes of some units take the scratch bytes to the last, but for less than a byte.
 *
 * @param {number} size how many bytes there are
 * @param {number} units
 * @param {number[]} blocks
 * @param {number[]} tables
 */
function codesFill(size, units, blocks, tables) {
  const bits = size * 8;
  const data = scratch;
  let position = 0;
  for (let unit = 0; unit < units; unit++) {
    for (let component = 0; component < blocks.length; component++) {
      const dc = lookups[(tables[component] ?? 0) & 15];
      const ac = lookups[(tables[component] ?? 0) >> 4];
      if (!dc || !ac) return false;
      const dcEntries = dc.entries;
      const acEntries = ac.entries;
      for (let block = blocks[component] ?? 0; block > 0; block--) {
        let window = windowAt(data, position);
        let entry = dcEntries[window >>> (32 - lookupBits)] || slowLookup(dc, window >>> 16);
        if (entry === 0) return false;
        position += entry & 63;
        let coefficient = 1;
        while (coefficient < 64) {
          window = windowAt(data, position);
          entry = acEntries[window >>> (32 - lookupBits)] || slowLookup(ac, window >>> 16);
          if (entry === 0) return false;
          position += entry & 63;
          coefficient += entry >> 6;
        }
        if (coefficient > 64 && coefficient < 128) return false;
        if (position > bits) return false;
      }
    }
  }
  return bits - position < 8;
}

/**
 * The bits from a position on, at least 25 of them, at the top of a number.
 *
 * @param {Uint8Array} data
 * @param {number} position
 */
function windowAt(data, position) {
  const at = position >> 3;
  const word = ((data[at] ?? 0) << 24) | ((data[at + 1] ?? 0) << 16) | ((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0);
  return word << (position & 7);
}
