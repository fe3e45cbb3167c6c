import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/**
 * The MD5 of a file as it is on the disk, in hexadecimal: it tells a damaged copy, not a forged one.
 *
 * @param onProgress - called with how many bytes are read, of how many
 */
export async function fileChecksum(
  file: string,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: (done: number, total: number) => void } = {},
): Promise<string> {
  const { size } = await stat(file);
  const hash = createHash("md5");
  const source = createReadStream(file, { highWaterMark: 2 ** 20 });
  for await (const chunk of source) {
    signal?.throwIfAborted();
    hash.update(chunk);
    onProgress?.(source.bytesRead, size);
  }
  return hash.digest("hex");
}
