/**
 * The header of a `.npy` file, NumPy's format for one array. Source:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * Of all the arrays that the format can hold, this project writes and reads those of unsigned bytes (images) and of float32
 * (embeddings), in C order, row by row. `np.load("train.npy", mmap_mode="r")` opens them in Python.
 */

/** The types of numbers, as NumPy names them, and how many bytes each takes. */
const NUMBER_BYTES = { "|u1": 1, "<f4": 4 } as const;

/** What the rows of a `.npy` file are. */
export interface NpyRows {
  /** The numbers: unsigned bytes, or float32. */
  type: keyof typeof NUMBER_BYTES;
  /** The shape of one row, such as [size, size, 3] for images. */
  shape: readonly number[];
}

/** What a `.npy` file holds. */
export interface NpyHeader extends NpyRows {
  /** How many rows. */
  count: number;
  /** How many bytes come before the first row. */
  dataOffset: number;
}

/** How many bytes a row takes. */
export function rowBytesOf({ type, shape }: NpyRows): number {
  return shape.reduce((product, size) => product * size, NUMBER_BYTES[type]);
}

/** The rows of RGB images of `imageSize` x `imageSize` pixels. */
export function imageRows(imageSize: number): NpyRows {
  return { type: "|u1", shape: [imageSize, imageSize, 3] };
}

const magic = Buffer.from("\x93NUMPY\x01\x00", "latin1");
/** The size of the headers written here, whatever the count, so that one can be written after its rows. */
export const npyHeaderSize = 128;

/** The header of `count` rows, `npyHeaderSize` bytes. */
export function encodeNpyHeader(count: number, { type, shape }: NpyRows): Buffer {
  const header = Buffer.alloc(npyHeaderSize, " ");
  magic.copy(header);
  header.writeUInt16LE(npyHeaderSize - 10, 8);
  header.write(
    `{'descr': '${type}', 'fortran_order': False, 'shape': (${[count, ...shape].join(", ")}), }`,
    10,
    "latin1",
  );
  header.write("\n", npyHeaderSize - 1);
  return header;
}

/**
 * Reads a header.
 *
 * @param start - the file's beginning, as much of it as there is up to 10 + 65,535 bytes
 * @throws when it is no header, or the array is not of this project's kind; the message goes on from the file's name:
 *   "holds numbers of type '<f8', not bytes ('|u1') or float32 ('<f4')"
 */
export function decodeNpyHeader(start: Buffer): NpyHeader {
  if (start.length < 10 || !start.subarray(0, 6).equals(magic.subarray(0, 6))) throw new Error("is not a .npy file");
  if (!start.subarray(6, 8).equals(magic.subarray(6))) {
    throw new Error(`is in version ${start[6]}.${start[7]} of the .npy format, not in 1.0`);
  }
  const dataOffset = 10 + start.readUInt16LE(8);
  if (start.length < dataOffset) throw new Error("is cut short within its header");
  const text = start.toString("latin1", 10, dataOffset);
  const type = /'descr': *('[^']*'|\[.*\])/.exec(text)?.[1];
  const order = /'fortran_order': *(True|False)/.exec(text)?.[1];
  const shape = /'shape': *\(([\d, ]*)\)/.exec(text)?.[1];
  if (type === undefined || order === undefined || shape === undefined) {
    throw new Error(`has a header that cannot be read: ${text.trim()}`);
  }
  const numbers = type.slice(1, -1);
  if (!isNumberType(numbers)) throw new Error(`holds numbers of type ${type}, not bytes ('|u1') or float32 ('<f4')`);
  if (order !== "False") throw new Error("is in Fortran order, not in C order");
  const [count, ...row] = shape
    .split(",")
    .filter((size) => size.trim())
    .map(Number);
  if (count === undefined || row.length === 0 || row.includes(0)) {
    throw new Error(`holds an array of shape (${shape}), which has no rows of numbers`);
  }
  return { count, type: numbers, shape: row, dataOffset };
}

function isNumberType(type: string): type is NpyRows["type"] {
  return type in NUMBER_BYTES;
}
