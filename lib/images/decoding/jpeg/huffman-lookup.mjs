/**
 * A Huffman table of a JPEG (ITU-T T.81, annex C), made to be skipped over: it says how long a code and the bits that
 * follow it are, not what they stand for.
 *
 * An entry is `bits + 64 * coefficients`: how many bits the code and what belongs to it take, and how many of a block's
 * coefficients it accounts for, 128 at the end of the block. 0 is no code.
 *
 * @typedef {object} HuffmanLookup
 * @property {Uint8Array} specification of what the rest was made: 16 counts of codes by length, then the symbols
 * @property {Int32Array} entries by the next `lookupBits` bits; 0 also for a code that is longer
 * @property {Int32Array} first by length from 1 to 16, the end of the codes of this length: the first 16 bits that are too large
 * @property {Int32Array} offset by length, what to add to a code to get its symbol's place
 * @property {Uint8Array} symbols
 * @property {boolean} isAc whether the symbols are those of AC coefficients
 */

/** How many bits are looked up at once. Longer codes are rare. */
export const lookupBits = 10;

/**
 * Makes a table, unless it is the one that is there.
 *
 * @param {HuffmanLookup} lookup
 * @param {Uint8Array} specification 16 counts, then as many symbols
 * @param {boolean} isAc
 * @returns {boolean} whether the table is as it should be
 */
export function fillLookup(lookup, specification, isAc) {
  const before = lookup.specification;
  if (lookup.isAc === isAc && before.length > 0 && Buffer.compare(before, specification) === 0) return true;
  const { entries, first, offset, symbols } = lookup;
  lookup.specification = new Uint8Array(); // until it is found to be good
  lookup.isAc = isAc;
  entries.fill(0);
  symbols.set(specification.subarray(16));
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length++) {
    const count = specification[length - 1] ?? 0;
    offset[length] = place - code;
    if (length <= lookupBits) {
      for (let index = 0; index < count; index++) {
        const entry = entryOf(symbols[place + index] ?? 0, length, isAc);
        const from = (code + index) << (lookupBits - length);
        entries.fill(entry, from, from + (1 << (lookupBits - length)));
      }
    }
    place += count;
    code += count;
    if (code > 1 << length) return false;
    first[length] = code << (16 - length);
    code <<= 1;
  }
  lookup.specification = Uint8Array.from(specification);
  return true;
}

/**
 * The entry of a code that `entries` does not have.
 *
 * @param {HuffmanLookup} lookup
 * @param {number} bits the next 16
 */
export function slowLookup({ first, offset, symbols, isAc }, bits) {
  for (let length = 1; length <= 16; length++) {
    if (bits < (first[length] ?? 0)) {
      return entryOf(symbols[(bits >> (16 - length)) + (offset[length] ?? 0)] ?? 0, length, isAc);
    }
  }
  return 0;
}

/** @param {number} symbol @param {number} length @param {boolean} isAc */
function entryOf(symbol, length, isAc) {
  if (!isAc) return symbol > 11 ? 0 : length + symbol;
  const zeros = symbol >> 4;
  const bits = symbol & 15;
  if (bits > 10) return 0;
  if (bits > 0) return length + bits + 64 * (zeros + 1);
  if (zeros === 15) return length + 64 * 16;
  return zeros === 0 ? length + 64 * 128 : 0;
}
