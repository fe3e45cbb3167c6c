import { closeSync, openSync, read as readWithCallback, stat as statWithCallback } from "node:fs";
import { promisify } from "node:util";
import { jpegSize } from "./jpeg-size";

// Only what may wait for the disk is awaited, which takes half the time of readFile.
const stat = promisify(statWithCallback);
const read = promisify(readWithCallback);

/** In bytes. Of larger files a batch would take too much memory. */
const largestFile = 2 ** 19;

/**
 * Reads a JPEG for TensorFlow, see `jpegSize`.
 *
 * @returns the whole file and its size in pixels; nothing if it is no file, larger than 512 KiB, or for sharp
 * @throws what the file system says
 */
export async function readJpeg(file: string): Promise<{ bytes: Buffer; width: number; height: number } | undefined> {
  const status = await stat(file);
  if (!status.isFile() || status.size > largestFile) return undefined;
  const descriptor = openSync(file, "r");
  try {
    const { bytesRead, buffer } = await read(descriptor, Buffer.allocUnsafeSlow(status.size), 0, status.size, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const size = jpegSize(bytes);
    return size && { bytes, ...size };
  } finally {
    closeSync(descriptor);
  }
}
