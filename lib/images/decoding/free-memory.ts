import { MessageChannel } from "node:worker_threads";

const { port1: closed, port2: other } = new MessageChannel();
other.close();

/**
 * Frees the memory of images at once; they are empty from then on, and so is all that shares their buffers.
 *
 * Left to garbage collection, buffers of a hundred megabytes a second make it go through everything else that is in memory again
 * and again. What is handed to a port that is closed is gone. (`ArrayBuffer.transfer` would say it in one word, but Node 20 lacks
 * it.)
 */
export function freeMemory(images: readonly Uint8Array[]): void {
  const buffers = new Set(images.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? buffer : [])));
  closed.postMessage(undefined, Array.from(buffers));
}
