import { Message } from "./graph/protobuf-writer";
import { nodeBackend } from "./node-backend";
import { tf } from "./tensorflow";

/** The operations of tfjs-node-gpu wait no longer than this with what they were given, in milliseconds. */
const flushInterval = 1_000;
const queueLength = 10;

/** The fields of an event, from TensorFlow's event.proto. */
const Event = { wallTime: 1, step: 2, sessionLog: 7 };
const SessionLog = { status: 1, start: 1 };

/**
 * A file of scalars over steps, for TensorBoard: `events.out.tfevents.…` in a folder.
 *
 * A folder has several where a training was gone on with. Each begins with the start of a session, which has TensorBoard
 * drop what the files before it have of the session's first step and of later ones. (TensorBoard's fast loader does not
 * look at sessions: it drops them curve by curve, as soon as a value of that or an earlier step follows.)
 *
 * It holds one tensor, and the file open, until it is closed.
 *
 * @example
 * const events = new EventFile("var/runs/first", 1);
 * events.scalar("train/loss", 2.3, 1);
 * events.close();
 */
export class EventFile {
  readonly #writer: tf.Tensor;

  /**
   * @param folder - made if need be; the file's name is one of its own
   * @param firstStep - the session's
   */
  constructor(folder: string, firstStep: number) {
    // tfjs-node-gpu's own `summaryFileWriter` never closes a file, and leaves tensors.
    this.#writer = tf.tidy(() => {
      const writer = nodeBackend().summaryWriter(folder);
      nodeBackend().createSummaryFileWriter(writer, folder, queueLength, flushInterval, ".v2");
      const start = new Message()
        .double(Event.wallTime, Date.now() / 1000)
        .integer(Event.step, firstStep)
        .message(Event.sessionLog, new Message().integer(SessionLog.status, SessionLog.start));
      const event = tf.scalar(Uint8Array.from(Buffer.concat(start.pieces)), "string");
      nodeBackend().executeMultipleOutputs("ImportEvent", [], [writer, event], 0);
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

  /** Writes what is still held back. */
  flush(): void {
    nodeBackend().flushSummaryWriter(this.#writer);
  }

  /** Writes what is still held back, and closes the file. */
  close(): void {
    tf.tidy(() => {
      nodeBackend().executeMultipleOutputs("CloseSummaryWriter", [], [this.#writer], 0);
    });
    this.#writer.dispose();
  }
}
