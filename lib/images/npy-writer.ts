import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { encodeNpyHeader, npyHeaderSize } from "./npy";

/** Images gathered before they go to the disk in one write. */
const bufferSize = 2 ** 20;

/** Writes images to a `.npy` file one after the other, in memory that does not grow with their count. */
export class NpyWriter {
  /** How many images the file has, those included that are still to be written. */
  count: number;
  readonly #file: FileHandle;
  readonly #imageSize: number;
  #gathered: Uint8Array[] = [];
  #gatheredSize = 0;
  #position: number;

  private constructor(file: FileHandle, imageSize: number, count: number) {
    this.#file = file;
    this.#imageSize = imageSize;
    this.count = count;
    this.#position = npyHeaderSize + count * imageSize ** 2 * 3;
  }

  /**
   * Opens a file, which is made if it is not there. It is no `.npy` file before `finish`: the header, which has the count,
   * is written last.
   *
   * @param count - how many images of an earlier writer are kept; what is behind them is cut off
   * @throws when the file has fewer than that
   */
  static async open(path: string, imageSize: number, count = 0): Promise<NpyWriter> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT);
    try {
      const writer = new NpyWriter(file, imageSize, count);
      const { size } = await file.stat();
      if (count > 0 && size < writer.#position) {
        throw new Error(`${path} has lost images that were written: remove its folder and prepare the images again.`);
      }
      await file.truncate(count > 0 ? writer.#position : 0);
      return writer;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Appends one image. Await each call before the next.
   *
   * @param image - imageSize * imageSize * 3 bytes, not to be changed afterwards
   */
  async append(image: Uint8Array): Promise<void> {
    const expected = this.#imageSize ** 2 * 3;
    if (image.length !== expected) throw new RangeError(`An image of ${image.length} bytes, not of ${expected}`);
    this.#gathered.push(image);
    this.#gatheredSize += image.length;
    this.count++;
    if (this.#gatheredSize >= bufferSize) await this.flush();
  }

  /** Writes what is gathered. Await it before the next `append`. */
  async flush(): Promise<void> {
    let images = this.#gathered;
    while (images.length > 0) {
      const { bytesWritten } = await this.#file.writev(images, this.#position);
      this.#position += bytesWritten;
      images = after(images, bytesWritten);
    }
    this.#gathered = [];
    this.#gatheredSize = 0;
  }

  /** Has the disk take all that was written; more may be appended meanwhile. */
  async sync(): Promise<void> {
    await this.#file.datasync();
  }

  /** Writes what is gathered and the header, and has the disk take it all before the file gets its name. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#write(encodeNpyHeader(this.count, this.#imageSize), 0);
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
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
