import { type FileHandle, open } from "node:fs/promises";
import { encodeNpyHeader, npyHeaderSize } from "./npy";

/** Images gathered before they go to the disk in one write. */
const bufferSize = 2 ** 20;

/** Writes images to a `.npy` file one after the other, in memory that does not grow with their count. */
export class NpyWriter {
  /** How many images were appended. */
  count = 0;
  readonly #file: FileHandle;
  readonly #imageSize: number;
  #gathered: Uint8Array[] = [];
  #gatheredSize = 0;
  #position = npyHeaderSize;

  private constructor(file: FileHandle, imageSize: number) {
    this.#file = file;
    this.#imageSize = imageSize;
  }

  /** Starts a file. It is no `.npy` file before `finish`: the header, which has the count, is written last. */
  static async create(file: string, imageSize: number): Promise<NpyWriter> {
    return new NpyWriter(await open(file, "wx"), imageSize);
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
    if (this.#gatheredSize >= bufferSize) await this.#flush();
  }

  /** Writes what is gathered and the header, and has the disk take it all before the file gets its name. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#write(encodeNpyHeader(this.count, this.#imageSize), 0);
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    await this.#write(Buffer.concat(this.#gathered), this.#position);
    this.#position += this.#gatheredSize;
    this.#gathered = [];
    this.#gatheredSize = 0;
  }

  async #write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    }
  }
}
