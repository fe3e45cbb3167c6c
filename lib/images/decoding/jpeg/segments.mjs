/** Reads the segments of a JPEG that its scan needs (ITU-T T.81, annex B), as far as they are those of a plain one. */
import { fillLookup } from "./huffman-lookup.mjs";
import { lookups } from "./scan.mjs";

/**
 * @typedef {object} Frame
 * @property {number} width
 * @property {number} height
 * @property {number[]} ids of the components
 * @property {number[]} blocks how many of each component's blocks are in a unit
 * @property {number} units how many units the scan has (the standard's MCUs)
 */

/** @param {Uint8Array} bytes @param {number} at */
export function uint16(bytes, at) {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} start
 * @param {number} end
 * @returns {Frame | undefined}
 */
export function readFrame(bytes, start, end) {
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
export function readHuffmanTables(bytes, start, end) {
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
export function readQuantizationTables(bytes, start, end) {
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
export function readScanHeader(bytes, start, end, { ids }, defined) {
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
