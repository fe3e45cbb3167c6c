/**
 * The header of a `.npy` file, NumPy's format for one array. Source:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * Of all the arrays that the format can hold, this project writes and reads one kind: images as unsigned bytes,
 * [count, size, size, 3] in C order. `np.load("train.npy", mmap_mode="r")` opens them in Python.
 */

/** What a `.npy` file of images holds. */
export interface NpyHeader {
  /** How many images. */
  count: number;
  /** The side of each in pixels. */
  imageSize: number;
  /** How many bytes come before the first image. */
  dataOffset: number;
}

const magic = Buffer.from("\x93NUMPY\x01\x00", "latin1");
/** The size of the headers written here, whatever the count, so that one can be written after its images. */
export const npyHeaderSize = 128;

/** The header of `count` images of `imageSize` x `imageSize` pixels, `npyHeaderSize` bytes. */
export function encodeNpyHeader(count: number, imageSize: number): Buffer {
  const header = Buffer.alloc(npyHeaderSize, " ");
  magic.copy(header);
  header.writeUInt16LE(npyHeaderSize - 10, 8);
  header.write(
    `{'descr': '|u1', 'fortran_order': False, 'shape': (${count}, ${imageSize}, ${imageSize}, 3), }`,
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
 *   "holds numbers of type <f4, not bytes (|u1)"
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
  if (type !== "'|u1'") throw new Error(`holds numbers of type ${type}, not bytes ('|u1')`);
  if (order !== "False") throw new Error("is in Fortran order, not in C order");
  const [count = 0, height = 0, width = 0, channels, ...more] = shape
    .split(",")
    .filter((size) => size.trim())
    .map(Number);
  if (channels !== 3 || more.length > 0 || height !== width || height === 0) {
    throw new Error(`holds an array of shape (${shape}), not (count, size, size, 3)`);
  }
  return { count, imageSize: height, dataOffset };
}
