import { open } from "node:fs/promises";
import { networkReason, StaleFailure, TemporaryFailure } from "./download-failure";
import type { FileAnswer } from "./request-rest";

/** What `receive` is told. */
export interface ReceiveOptions {
  /** Where the bytes go. */
  partial: string;
  /** Aborted when the connection is to be given up. */
  connection: AbortSignal;
  /** Called when something has arrived. */
  alive: () => void;
  onProgress?: ((done: number, total: number, before: number) => void) | undefined;
}

/**
 * Writes the body of an answer to the disk as it arrives, behind what is there, or, where it is the whole file, in its place.
 *
 * @throws TemporaryFailure when it ends too early; StaleFailure when it is longer than the file; Error, naming the file, when
 * it cannot be written; the reason of `connection` when that is aborted
 */
export async function receive({ start, length, body }: FileAnswer, options: ReceiveOptions): Promise<void> {
  const { partial, connection, alive, onProgress } = options;
  const handle = await open(partial, start > 0 ? "a" : "w");
  try {
    let arrived = start;
    onProgress?.(arrived, length, start);
    for await (const chunk of chunksOf(body, connection)) {
      arrived += chunk.length;
      if (arrived > length) throw new StaleFailure("more arrived than the file is long");
      await handle.appendFile(chunk).catch((error) => {
        throw new Error(`${partial} cannot be written (${error.message}).`, { cause: error });
      });
      alive();
      onProgress?.(arrived, length, start);
    }
    if (arrived < length) throw new TemporaryFailure(`the server ended after ${arrived} of ${length} bytes`);
  } finally {
    await handle.close();
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>, connection: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    connection.throwIfAborted();
    throw new TemporaryFailure(`the connection broke: ${networkReason(error)}`);
  }
}
