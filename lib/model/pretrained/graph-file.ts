import { readFile } from "node:fs/promises";
import path from "node:path";

/** Reads a file of a TensorFlow.js graph model. */
export async function readGraphFile(folder: string, name: string): Promise<ArrayBuffer> {
  return Uint8Array.from(await readFile(path.join(folder, name))).buffer;
}
