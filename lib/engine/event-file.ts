import { nodeBackend } from "./node-backend";
import { tf } from "./tensorflow";

/** The operations of tfjs-node wait no longer than this with what they were given, in milliseconds. */
const flushInterval = 1_000;
const queueLength = 10;

/**
 * A file of scalars over steps, for TensorBoard: `events.out.tfevents.…` in a folder.
 *
 * It holds one tensor, and the file open, until it is closed.
 *
 * @example
 * const events = new EventFile("var/runs/first");
 * events.scalar("train/loss", 2.3, 1);
 * events.close();
 */
export class EventFile {
  readonly #writer: tf.Tensor;

  /** @param folder - made if need be; the file's name is one of its own */
  constructor(folder: string) {
    // tfjs-node's own `summaryFileWriter` never closes a file, and leaves tensors.
    this.#writer = tf.tidy(() => {
      const writer = nodeBackend().summaryWriter(folder);
      nodeBackend().createSummaryFileWriter(writer, folder, queueLength, flushInterval, ".v2");
      return tf.keep(writer);
    });
  }

  /**
   * Adds a value.
   *
   * @param tag - what TensorBoard calls the curve; those that are alike before the `/` are shown together
   */
  scalar(tag: string, value: number, step: number): void {
    nodeBackend().writeScalarSummary(this.#writer, step, tag, value);
  }

  /** Writes what is still held back, and closes the file. */
  close(): void {
    tf.tidy(() => {
      nodeBackend().executeMultipleOutputs("CloseSummaryWriter", [], [this.#writer], 0);
    });
    this.#writer.dispose();
  }
}
