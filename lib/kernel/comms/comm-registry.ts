/**
 * The kernel's side of Jupyter's comms.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages
 */
import { randomUUID } from "node:crypto";
import type { Comm, CommListener, CommMessage, Comms } from "../../display/comm";
import type { Cell } from "../cells/cell";
import { currentCell, runForCell } from "../cells/running-cell";
import type { JupyterMessage } from "../messages/message";

/** Sends a message to all front ends. */
type Send = (type: string, content: Record<string, unknown>, more: Pick<CommMessage, "metadata" | "buffers">) => void;

type OpenComm = { target: string; listener: CommListener; cell: Cell | undefined; forget: () => void };
type Accept = Parameters<Comms["register"]>[1];

export class CommRegistry implements Comms {
  readonly #send: Send;
  readonly #open = new Map<string, OpenComm>();
  readonly #targets = new Map<string, { accept: Accept; cell: Cell | undefined }>();

  constructor(send: Send) {
    this.#send = send;
  }

  open(target: string, { data, ...more }: CommMessage, listener: CommListener): Comm {
    const id = randomUUID();
    this.#send("comm_open", { comm_id: id, target_name: target, data }, more);
    return this.#add(id, target, listener, currentCell());
  }

  register(target: string, accept: Accept): () => void {
    const registered = { accept, cell: currentCell() };
    this.#targets.set(target, registered);
    return () => {
      if (this.#targets.get(target) === registered) this.#targets.delete(target);
    };
  }

  /** The content of the reply to `comm_info_request`. */
  info(target: unknown): Record<string, { target_name: string }> {
    const comms = [...this.#open].filter(([, comm]) => typeof target !== "string" || comm.target === target);
    return Object.fromEntries(comms.map(([id, comm]) => [id, { target_name: comm.target }]));
  }

  /** Takes a page's `comm_open`, `comm_msg` or `comm_close`. What is called in answer is code of the cell that made it. */
  receive({ header, content, metadata, buffers }: JupyterMessage): void {
    const { comm_id: id, target_name: target } = content;
    if (typeof id !== "string") return;
    const message = { data: asObject(content.data), metadata, buffers };
    const comm = this.#open.get(id);
    if (header.msg_type === "comm_close") this.#close(id);
    else if (header.msg_type === "comm_msg") this.#call(comm?.cell, () => comm?.listener.onMessage?.(message));
    else if (comm === undefined) this.#accept(id, String(target), message);
  }

  /** Closes all comms. */
  close(): void {
    for (const id of [...this.#open.keys()]) this.#closeBothSides(id);
  }

  #accept(id: string, target: string, message: Required<CommMessage>): void {
    const { accept, cell } = this.#targets.get(target) ?? {};
    if (accept === undefined) {
      this.#send("comm_close", { comm_id: id, data: {} }, {});
      return;
    }
    let listener: CommListener | undefined;
    const comm = this.#add(
      id,
      target,
      { onMessage: (next) => listener?.onMessage?.(next), onClose: () => listener?.onClose?.() },
      cell,
    );
    this.#call(cell, () => {
      listener = accept(comm, message);
    });
    if (listener === undefined) comm.close(); // it has failed
  }

  #add(id: string, target: string, listener: CommListener, cell: Cell | undefined): Comm {
    const forget = cell?.own(() => this.#closeBothSides(id)) ?? (() => {});
    this.#open.set(id, { target, listener, cell, forget });
    return {
      id,
      target,
      send: ({ data, ...more }) => {
        if (this.#open.has(id)) this.#send("comm_msg", { comm_id: id, data }, more);
      },
      close: () => this.#closeBothSides(id),
    };
  }

  #closeBothSides(id: string): void {
    if (!this.#open.has(id)) return;
    this.#send("comm_close", { comm_id: id, data: {} }, {});
    this.#close(id);
  }

  #close(id: string): void {
    const comm = this.#open.get(id);
    if (comm === undefined) return;
    this.#open.delete(id);
    comm.forget();
    this.#call(comm.cell, () => comm.listener.onClose?.());
  }

  /** Calls code of a cell, which may have ended: what it prints, and its error, appear there. */
  #call(cell: Cell | undefined, task: () => void): void {
    if (cell?.ended) cell.interrupted = false; // what was stopped in it is over: this is something new
    runForCell(cell, () => {
      try {
        task();
      } catch (error) {
        if (cell === undefined) throw error;
        cell.fail(error);
      }
    });
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
