import { availableParallelism } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";

/** A JPEG that any decoder makes the same picture of, see plain-jpeg.mjs. */
export interface PlainJpeg {
  /** The whole file. */
  bytes: Uint8Array;
  /** In pixels, like `height`. */
  width: number;
  height: number;
}

/** What read-worker.mjs answers. */
interface ReadAnswer {
  id: number;
  bytes: Uint8Array;
  places: Int32Array;
}

/** Larger ones are not for batches: what a thumbnail needs of them, sharp decodes alone. */
const largestFile = 2 ** 19;
const largestPicture = 2 ** 20;

/** A thread finds plain JPEGs some three times as fast as a core decodes them. What is read ahead takes memory. */
const threadCount = Math.min(8, Math.ceil(availableParallelism() / 3));

interface Thread {
  worker: Worker;
  waiting: number;
}

/** Reads files in threads of its own, and tells which are plain JPEGs. */
export class PlainJpegReader {
  /** How many calls keep all threads busy. */
  readonly inFlight = 2 * threadCount;
  readonly #threads: Thread[];
  readonly #answered = new Map<number, { resolve(answer: ReadAnswer): void; reject(error: Error): void }>();
  #nextId = 0;
  #failure: Error | undefined;

  constructor() {
    this.#threads = Array.from({ length: threadCount }, () => this.#start());
  }

  /**
   * Reads files.
   *
   * @returns for each file its JPEG, or nothing if it is none, not plain, larger than 512 KiB or a million pixels, or
   *   cannot be read
   */
  async read(files: readonly string[]): Promise<(PlainJpeg | undefined)[]> {
    if (this.#failure) throw this.#failure;
    const [thread, ...others] = this.#threads;
    if (!thread) throw new Error("the reader of pictures is closed");
    const idlest = others.reduce((least, other) => (other.waiting < least.waiting ? other : least), thread);
    const id = this.#nextId++;
    if (idlest.waiting++ === 0) idlest.worker.ref(); // the process is not to end while an answer is awaited
    const { bytes, places } = await new Promise<ReadAnswer>((resolve, reject) => {
      this.#answered.set(id, { resolve, reject });
      idlest.worker.postMessage({ id, files, largestFile, largestPicture });
    }).finally(() => {
      if (--idlest.waiting === 0) idlest.worker.unref();
    });
    return files.map((_, index) => {
      const [start = 0, length = 0, width = 0, height = 0] = places.subarray(index * 4, index * 4 + 4);
      return length > 0 ? { bytes: bytes.subarray(start, start + length), width, height } : undefined;
    });
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    const threads = this.#threads.splice(0);
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #start(): Thread {
    // Without the options of this process: they may load what the thread does not need, tsx for example.
    const worker = new Worker(path.join(__dirname, "read-worker.mjs"), { execArgv: [] });
    worker.on("message", (answer: ReadAnswer) => {
      this.#answered.get(answer.id)?.resolve(answer);
      this.#answered.delete(answer.id);
    });
    worker.on("error", (error: Error) => {
      this.#failure = error;
      for (const { reject } of this.#answered.values()) reject(error);
      this.#answered.clear();
    });
    worker.unref();
    return { worker, waiting: 0 };
  }
}
