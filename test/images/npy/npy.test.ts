import { expect, test } from "vitest";
import { decodeNpyHeader, encodeNpyHeader, imageRows, rowBytesOf } from "../../../lib/images/npy/npy";

/** A header as NumPy's `np.save` writes it: padded to a multiple of 64 bytes. */
function numpyHeader(dictionary: string, version = 1): Buffer {
  const size = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\x00  ${dictionary}`.padEnd(size - 1), "latin1");
  header.writeUInt16LE(size - 10, 8);
  return Buffer.concat([header, Buffer.from("\n")]);
}

test("a header is what NumPy expects", () => {
  const header = encodeNpyHeader(460_723, imageRows(224));
  expect(header.length).toBe(128);
  expect(header.toString("latin1", 0, 8)).toBe("\x93NUMPY\x01\x00");
  expect(header.readUInt16LE(8)).toBe(118);
  const dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (460723, 224, 224, 3), }";
  expect(header.toString("latin1", 10)).toBe(`${dictionary.padEnd(117)}\n`);
});

test("a header is read back, NumPy's own too", () => {
  expect(decodeNpyHeader(encodeNpyHeader(7, imageRows(64)))).toEqual({ count: 7, ...imageRows(64), dataOffset: 128 });
  const short = numpyHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 8, 8, 3), }");
  expect(decodeNpyHeader(short)).toEqual({ count: 0, ...imageRows(8), dataOffset: 128 });
});

test("rows are of any shape, and of float32 too", () => {
  const rows = { type: "<f4", shape: [2, 1024] } as const;
  expect(decodeNpyHeader(encodeNpyHeader(3, rows))).toEqual({ count: 3, ...rows, dataOffset: 128 });
  expect(rowBytesOf(rows)).toBe(8192);
});

test.each([
  ["is not a .npy file", Buffer.from("filename,age,gender")],
  ["is not a .npy file", Buffer.alloc(0)],
  ["is in version 2.0", numpyHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 8, 8, 3), }", 2)],
  ["is cut short within its header", encodeNpyHeader(1, imageRows(8)).subarray(0, 100)],
  ["holds numbers of type '<f8'", numpyHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 8, 8, 3), }")],
  ["holds numbers of type [(", numpyHeader("{'descr': [('r', '|u1')], 'fortran_order': False, 'shape': (1,), }")],
  ["is in Fortran order", numpyHeader("{'descr': '|u1', 'fortran_order': True, 'shape': (1, 8, 8, 3), }")],
  ["shape (), which has no rows", numpyHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (), }")],
  ["shape (64,), which has no rows", numpyHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (64,), }")],
  ["shape (1, 0, 0, 3)", numpyHeader("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 0, 0, 3), }")],
  ["a header that cannot be read", numpyHeader("{'shape': (1, 8, 8, 3), }")],
])("refused: %s", (complaint, header) => {
  expect(() => decodeNpyHeader(header)).toThrow(complaint);
});
