/**
 * Comms: the two-way channels of Jupyter between code of a notebook and the page that shows it, such as a widget's.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
 */

/** JSON of an open structure; what comes from a page is not trusted. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What goes over a comm. */
export type CommMessage = {
  data: JsonObject;
  metadata?: JsonObject;
  /** Bytes beside the JSON. */
  buffers?: readonly Uint8Array[];
};

/** A channel that is open on both sides. */
export interface Comm {
  readonly id: string;
  /** What answers on the other side. */
  readonly target: string;
  /** Sends a message to all pages; one that is closed sends nothing. The bytes are copied. */
  send(message: CommMessage): void;
  /** Closes both sides; nothing more comes. */
  close(): void;
}

/** What is called on this side of a comm; each belongs to the cell that opened the comm. */
export type CommListener = {
  /** Called with the messages of pages in their order. */
  onMessage?(message: Required<CommMessage>): void;
  /** Called once, when either side has closed the comm, the cell that opened it is run anew, or the kernel ends. */
  onClose?(): void;
};

/** The comms of a kernel. */
export interface Comms {
  /** Opens a comm to a target that pages know, such as `jupyter.widget`. */
  open(target: string, message: CommMessage, listener: CommListener): Comm;
  /**
   * Takes the comms that pages open to a target.
   *
   * @param accept - returns what is called from then on
   * @returns a function that takes no more
   */
  register(target: string, accept: (comm: Comm, message: Required<CommMessage>) => CommListener): () => void;
}

/** The kernel's hook in the global scope: its {@link Comms}. See `cellOutputsHook` for why it is no import. */
export const commsHook: symbol = Symbol.for("age-gender-workbook.comms");

/** The kernel's comms; nothing in a program. */
export function kernelComms(): Comms | undefined {
  return Reflect.get(globalThis, commsHook);
}
