/**
 * A cell that was sent for running, and what it puts out.
 */
import type { CellOutputs, MimeBundle } from "../../display/display";
import { addBelonging } from "./belongings";
import { type ErrorContent, errorContent } from "./cell-error";

/** Sends a message of the cell to all front ends. */
export type Publish = (type: string, content: Record<string, unknown>) => void;

type Stream = "stdout" | "stderr";

/** Milliseconds after which written text is sent, so that a loop that prints does not send a message a line. */
const streamDelay = 50;

export class Cell implements CellOutputs {
  /** The same when the cell is run anew. */
  readonly id: string;
  readonly isAttended: boolean;
  /** Whether the cell has run to its end; what it left running may still put something out. */
  ended = false;
  /** Whether the stop button was pressed while it, or what it left running, ran. */
  interrupted = false;
  readonly #publish: Publish;
  #shown = Promise.resolve();
  readonly #lastTasks: (() => void)[] = [];
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  #stream: Stream = "stdout";
  #text = "";
  #since = 0;

  /** @param options - `isAttended`: whether there is a page, and somebody before it */
  constructor(publish: Publish, { id, isAttended }: { id: string; isAttended: boolean }) {
    this.id = id;
    this.isAttended = isAttended;
    this.#publish = publish;
  }

  /** Text for one of the two streams, sent a moment later together with what follows. */
  write(stream: Stream, chunk: string | Uint8Array): void {
    if (stream !== this.#stream) this.flush();
    const text = typeof chunk === "string" ? chunk : this.#decoders[stream].decode(chunk, { stream: true });
    if (this.#text === "") {
      this.#since = performance.now();
      setTimeout(() => this.flush(), streamDelay);
    }
    this.#stream = stream;
    this.#text += text;
    // Timers wait while code runs without a pause.
    if (performance.now() - this.#since > streamDelay) this.flush();
  }

  /** Sends the text that was written so far. */
  flush(): void {
    const text = this.#text;
    this.#text = "";
    if (text !== "") this.#publish("stream", { name: this.#stream, text });
  }

  /** Sends an output, after the text that was written before it. */
  send(type: string, content: Record<string, unknown>): void {
    this.flush();
    this.#publish(type, content);
  }

  show(data: MimeBundle, displayId: string): void {
    this.send("display_data", { data, metadata: {}, transient: { display_id: displayId } });
  }

  replace(data: MimeBundle, displayId: string): void {
    this.send("update_display_data", { data, metadata: {}, transient: { display_id: displayId } });
  }

  waitFor(pending: Promise<void>): void {
    this.#shown = this.#shown.then(() => pending);
  }

  beforeEnd(task: () => void): void {
    this.#lastTasks.push(task);
  }

  /** Resolves when all that the cell shows is there; rejects where a value could not be shown. */
  async settled(): Promise<void> {
    for (let shown: Promise<void> | undefined; shown !== this.#shown; ) {
      shown = this.#shown;
      await shown;
      for (const task of this.#lastTasks.splice(0)) task();
    }
  }

  own(end: () => void): () => void {
    return addBelonging(this.id, end);
  }

  fail(thrown: unknown): void {
    this.send("error", this.describe(thrown));
  }

  describe(thrown: unknown): ErrorContent {
    return errorContent(thrown, "", "");
  }

  end(): void {
    this.flush();
    this.ended = true;
  }
}
