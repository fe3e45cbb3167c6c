import { close, fstat, open, read } from "node:fs";
import { promisify } from "node:util";
import { decodeNpyHeader, type NpyHeader, type NpyRows, rowBytesOf } from "./npy";

// Plain file descriptors: a FileHandle that a notebook forgets to close would end the process from Node 25 on.
const descriptor = { open: promisify(open), stat: promisify(fstat), read: promisify(read), close: promisify(close) };

/** The longest header of version 1.0. */
const longestHeader = 10 + 65_535;
/** The operating system reads no more than 2 GB at a time. */
const longestRead = 2 ** 30;

/** Reads rows out of a `.npy` file, images for example; the file itself stays on the disk. */
export class NpyReader {
  /** How many rows the file holds. */
  readonly count: number;
  /** What they are. */
  readonly rows: NpyRows;
  readonly #rowBytes: number;
  readonly #path: string;
  readonly #dataOffset: number;
  #file: number | undefined;

  private constructor(path: string, file: number, { count, dataOffset, ...rows }: NpyHeader) {
    this.count = count;
    this.rows = rows;
    this.#rowBytes = rowBytesOf(rows);
    this.#path = path;
    this.#dataOffset = dataOffset;
    this.#file = file;
  }

  /**
   * Opens a file and checks its header against its size.
   *
   * @throws an error that names the file and says what is wrong with it
   */
  static async open(path: string): Promise<NpyReader> {
    const file = await descriptor.open(path, "r");
    try {
      const { size } = await descriptor.stat(file);
      const start = Buffer.alloc(Math.min(size, longestHeader));
      await descriptor.read(file, start, 0, start.length, 0);
      const header = decodeNpyHeader(start);
      const expected = header.dataOffset + header.count * rowBytesOf(header);
      if (size !== expected) throw new Error(`has ${size} bytes where its header promises ${expected}`);
      return new NpyReader(path, file, header);
    } catch (error) {
      await descriptor.close(file);
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`${path} ${what}. Prepare the images again.`, { cause: error });
    }
  }

  /**
   * Reads rows.
   *
   * @param rows - which, from 0; in any order. Rows in sequence are read in one go.
   * @returns the bytes of the rows in the order of `rows`, the caller's own
   */
  async read(rows: ArrayLike<number>): Promise<Uint8Array> {
    const bytes = new Uint8Array(rows.length * this.#rowBytes);
    const reads: Promise<void>[] = [];
    for (const { begin, end, row } of this.#sequences(rows)) {
      reads.push(this.#fill(bytes.subarray(begin * this.#rowBytes, end * this.#rowBytes), row));
    }
    await Promise.all(reads);
    return bytes;
  }

  /** Closes the file, after which nothing can be read. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) await descriptor.close(file);
  }

  /** The runs of rows that follow one another in the file: `rows[begin]` is `row`, `rows[begin + 1]` is `row + 1`… */
  #sequences(rows: ArrayLike<number>): { begin: number; end: number; row: number }[] {
    const sequences: { begin: number; end: number; row: number }[] = [];
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index];
      if (row === undefined || !Number.isInteger(row) || row < 0 || row >= this.count) {
        throw new RangeError(`${this.#path} has no row ${row}: it holds ${this.count}, counted from 0.`);
      }
      const last = sequences[sequences.length - 1];
      if (last && row === last.row + index - last.begin) last.end++;
      else sequences.push({ begin: index, end: index + 1, row });
    }
    return sequences;
  }

  async #fill(bytes: Uint8Array, row: number): Promise<void> {
    const position = this.#dataOffset + row * this.#rowBytes;
    for (let done = 0; done < bytes.length; ) {
      if (this.#file === undefined) throw new Error(`${this.#path} is closed: open it again to read from it.`);
      const length = Math.min(bytes.length - done, longestRead);
      const { bytesRead } = await descriptor.read(this.#file, bytes, done, length, position + done);
      if (bytesRead === 0) throw new Error(`${this.#path} was cut short while it was open.`);
      done += bytesRead;
    }
  }
}
