/** Follows the Huffman codes of a JPEG's scan (ITU-T T.81, annex F). */
import { lookupBits, slowLookup } from "./huffman-lookup.mjs";

const EOI = 0xd9;
const RST0 = 0xd0;

/**
 * The Huffman tables of the file under way, by class (0 DC, 1 AC) and number: `class * 4 + number`.
 *
 * @type {import("./huffman-lookup.mjs").HuffmanLookup[]}
 */
export const lookups = Array.from({ length: 8 }, () => ({
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
 * Whether the scan has all its blocks, in valid codes, with restarts where they belong, and ends with the file.
 *
 * @param {Uint8Array} bytes
 * @param {number} start where the scan's data begin
 * @param {import("./segments.mjs").Frame} frame
 * @param {number[]} tables as `readScanHeader` returns them
 * @param {number} restartInterval after how many units there is a restart; 0 if never
 */
export function scanIsWhole(bytes, start, frame, tables, restartInterval) {
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
    if (bytes[marker + 1] !== RST0 + (restart & 7)) return false;
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
