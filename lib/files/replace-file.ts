import { rename, rm, writeFile } from "node:fs/promises";

/**
 * Writes a file whole or not at all: under a temporary name beside it, renamed when all is written. A file of that name
 * is replaced.
 *
 * @param content - all of it, or its pieces one after the other, of which only one at a time needs memory
 * @throws Error, naming the file, when it cannot be written; what was there stays
 */
export async function replaceFile(file: string, content: string | Uint8Array | Iterable<string>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Error(`${file} cannot be written (${error instanceof Error ? error.message : error}).`, { cause: error });
  }
}
