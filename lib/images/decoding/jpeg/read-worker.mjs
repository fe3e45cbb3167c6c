/** The thread that plain-jpeg-reader.ts starts: reads files and finds the plain JPEGs among them. */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { plainJpegSize } from "./plain-jpeg.mjs";

/**
 * What the thread is told.
 *
 * @typedef {object} ReadRequest
 * @property {number} id comes back with the answer
 * @property {string[]} files
 * @property {number} largestFile in bytes; a larger file is not read
 * @property {number} largestPicture in pixels
 */

/**
 * What it answers.
 *
 * @typedef {object} ReadAnswer
 * @property {number} id
 * @property {Uint8Array<ArrayBuffer>} bytes the plain JPEGs, one after the other
 * @property {Int32Array<ArrayBuffer>} places for each file its first byte, its length, width and height; all 0 if it is not plain
 */

/**
 * @param {ReadRequest} request
 * @returns {ReadAnswer}
 */
function read({ id, files, largestFile, largestPicture }) {
  let bytes = new Uint8Array(files.length * 8192);
  let filled = 0;
  const places = new Int32Array(files.length * 4);
  for (const [index, file] of files.entries()) {
    const size = sizeOf(file);
    if (size === 0 || size > largestFile) continue;
    if (filled + size > bytes.length) {
      const larger = new Uint8Array(2 * bytes.length + size);
      larger.set(bytes);
      bytes = larger;
    }
    const picture = bytes.subarray(filled, filled + size);
    if (!readInto(file, picture)) continue;
    const found = plainJpegSize(picture);
    if (!found || found.width * found.height > largestPicture) continue;
    places.set([filled, size, found.width, found.height], index * 4);
    filled += size;
  }
  return { id, bytes, places };
}

/**
 * @param {string} file
 * @returns {number} 0 for what cannot be read as a file: the caller finds out why
 */
function sizeOf(file) {
  try {
    const status = statSync(file, { throwIfNoEntry: false });
    return status?.isFile() ? status.size : 0;
  } catch {
    return 0;
  }
}

/**
 * @param {string} file
 * @param {Uint8Array} bytes of the file's size
 */
function readInto(file, bytes) {
  let descriptor;
  try {
    descriptor = openSync(file, "r");
    return readSync(descriptor, bytes) === bytes.length;
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

parentPort?.on("message", (/** @type {ReadRequest} */ request) => {
  const answer = read(request);
  parentPort?.postMessage(answer, [answer.bytes.buffer, answer.places.buffer]);
});
