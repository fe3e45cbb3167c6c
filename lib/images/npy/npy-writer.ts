import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { encodeNpyHeader, type NpyRows, npyHeaderSize, rowBytesOf } from "./npy";

/** Writes rows, images for example, to a `.npy` file one after the other, in memory that does not grow with their count. */
export class NpyWriter {
  /** @param count - how many rows the file has */
  private constructor(
    private readonly file: FileHandle,
    private readonly rows: NpyRows,
    public count: number,
  ) {}

  /**
   * Opens a file, which is made if it is not there. It is no `.npy` file before `finish`: the header, which has the count,
   * is written last.
   *
   * @param count - how many rows of an earlier writer are kept; what is behind them is cut off
   * @throws when the file has fewer than that
   */
  static async open(path: string, rows: NpyRows, count = 0): Promise<NpyWriter> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT);
    try {
      const writer = new NpyWriter(file, rows, count);
      const { size } = await file.stat();
      if (count > 0 && size < writer.#end) {
        throw new Error(`${path} has lost rows that were written: remove its folder and make it again.`);
      }
      await file.truncate(count > 0 ? writer.#end : 0);
      return writer;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Appends rows in one write. Await each call before the next.
   *
   * @param pieces - the bytes of their numbers, whole rows in each; not to be changed before they are written
   */
  async append(pieces: readonly Uint8Array[]): Promise<void> {
    const rowBytes = rowBytesOf(this.rows);
    for (const { length } of pieces) {
      if (length % rowBytes !== 0) throw new RangeError(`${length} bytes are no whole rows of ${rowBytes}`);
    }
    await this.#write(pieces, this.#end);
    this.count += pieces.reduce((sum, { length }) => sum + length / rowBytes, 0);
  }

  /** Has the disk take all that was written; more may be appended meanwhile. */
  async sync(): Promise<void> {
    await this.file.datasync();
  }

  /** Writes the header, and has the disk take it all before the file gets its name. */
  async finish(): Promise<void> {
    await this.#write([encodeNpyHeader(this.count, this.rows)], 0);
    await this.file.sync();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** Where in the file the rows end. */
  get #end(): number {
    return npyHeaderSize + this.count * rowBytesOf(this.rows);
  }

  async #write(pieces: readonly Uint8Array[], start: number): Promise<void> {
    let position = start;
    for (let rest = pieces; rest.length > 0; ) {
      const { bytesWritten } = await this.file.writev(rest, position);
      position += bytesWritten;
      rest = after(rest, bytesWritten);
    }
  }
}

/** What is left of pieces when the first bytes are gone. */
function after(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest = [...pieces];
  let gone = bytes;
  while (rest[0] && rest[0].length <= gone) gone -= rest.shift()?.length ?? 0;
  if (rest[0] && gone > 0) rest[0] = rest[0].subarray(gone);
  return rest;
}
