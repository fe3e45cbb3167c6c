/**
 * The kernel's side of Jupyter's messages.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type MimeBundle, mimeBundle } from "../display/display";
import { Cell } from "./cells/cell";
import { type ErrorContent, errorContent } from "./cells/cell-error";
import { describeAt } from "./cells/inspection";
import { runInCell } from "./cells/running-cell";
import { CellInterrupted, type NotebookSession } from "./cells/session";
import { tslab } from "./compiling/tslab";
import { type Channel, Connection } from "./messages/connection";
import { cursorOfOffset, offsetOfCursor } from "./messages/cursor";
import { kernelInfo } from "./messages/kernel-info";
import { createMessage, type JupyterMessage } from "./messages/message";
import { interruptWork } from "./stop-button";

type Content = Record<string, unknown>;

/** For so long after an error, in milliseconds, cells that were sent before it was seen are taken off the queue. */
const abortTime = 200;

export class KernelServer {
  readonly #session: NotebookSession;
  readonly #connection: Connection;
  readonly #sessionId = randomUUID();
  /** Ends when the cells that were sent so far have. */
  #queue: Promise<void> = Promise.resolve();
  #executionCount = 0;
  #abortUntil = 0;

  /** @param connectionFile - Jupyter's JSON file with the ports and the key */
  constructor(session: NotebookSession, connectionFile: string) {
    this.#session = session;
    this.#connection = new Connection(connectionFile);
  }

  /** Begins to answer. Cells run in their order; everything else is answered at once. */
  listen(): Promise<void> {
    return this.#connection.open((request, channel) => {
      if (request.header.msg_type !== "execute_request") void this.#answer(request, channel);
      else this.#queue = this.#queue.then(() => this.#answer(request, channel));
    });
  }

  /** What the stop button does: the cell's work ends it in good order; pressed again, or without such work, it ends at once. */
  interrupt(): void {
    if (!interruptWork()) this.#session.stop(new CellInterrupted());
  }

  /** Never rejects: cells that were sent later are still to be run. */
  async #answer(request: JupyterMessage, channel: Channel): Promise<void> {
    this.#publish("status", { execution_state: "busy" }, request);
    const reply = await this.#reply(request).catch((error) => ({ status: "error", ...errorContent(error, "", "") }));
    if (reply !== undefined) {
      const type = request.header.msg_type.replace("_request", "_reply");
      const message = createMessage(type, reply, this.#sessionId, request);
      this.#connection.reply({ ...message, identities: request.identities }, channel);
    }
    this.#publish("status", { execution_state: "idle" }, request);
    if (request.header.msg_type === "shutdown_request") this.#exit();
  }

  /** The content of the reply to a request; none to messages that want none or that this kernel does not know. */
  async #reply(request: JupyterMessage): Promise<Content | undefined> {
    const { content } = request;
    switch (request.header.msg_type) {
      case "kernel_info_request":
        return kernelInfo();
      case "execute_request":
        return this.#execute(request);
      case "is_complete_request":
        return this.#isComplete(String(content.code));
      case "complete_request":
        return this.#complete(String(content.code), Number(content.cursor_pos));
      case "inspect_request":
        return this.#inspect(String(content.code), Number(content.cursor_pos));
      case "history_request":
        return { status: "ok", history: [] };
      case "comm_info_request":
        return { status: "ok", comms: {} };
      case "comm_open":
        this.#publish("comm_close", { comm_id: content.comm_id, data: {} }, request); // no widgets here
        return undefined;
      case "interrupt_request":
        this.interrupt();
        return { status: "ok" };
      case "shutdown_request":
        return { status: "ok", restart: content.restart === true };
      default:
        return undefined;
    }
  }

  async #execute(request: JupyterMessage): Promise<Content> {
    if (performance.now() < this.#abortUntil) return { status: "aborted" };
    const { silent = false, store_history = true, stop_on_error = true } = request.content;
    const code = String(request.content.code);
    if (!silent && store_history) this.#executionCount += 1;
    const execution_count = this.#executionCount;
    const publish = (type: string, content: Content) => {
      if (!silent) this.#publish(type, content, request);
    };
    publish("execute_input", { code, execution_count });
    const cell = new Cell(publish);
    const error = await runInCell(cell, () => this.#run(cell, code));
    cell.end();
    if (error === undefined) return { status: "ok", execution_count, payload: [], user_expressions: {} };
    if (stop_on_error) this.#abortUntil = performance.now() + abortTime;
    publish("error", error);
    return { status: "error", execution_count, ...error };
  }

  /** Runs a cell to its end; how it failed, if it did. */
  async #run(cell: Cell, code: string): Promise<ErrorContent | undefined> {
    const name = `Cell [${this.#executionCount}]`;
    try {
      const value = await this.#session.evaluate(code, name);
      const data = await this.#session.untilStopped(this.#result(cell, value));
      const execution_count = this.#executionCount;
      if (Object.keys(data).length > 0) cell.send("execute_result", { execution_count, data, metadata: {} });
      if (cell.interrupted) throw new CellInterrupted();
      return undefined;
    } catch (thrown) {
      // Also a cell that fails shows all that it has to show, such as the chart of a training that was stopped.
      await this.#session.untilStopped(cell.settled()).catch(() => {});
      const stopped = cell.interrupted && thrown instanceof Error && thrown.name === "AbortError";
      return errorContent(stopped ? new CellInterrupted(thrown.message) : thrown, name, code);
    }
  }

  async #result(cell: Cell, value: unknown): Promise<MimeBundle> {
    const bundle = value === undefined ? {} : await mimeBundle(value);
    await cell.settled();
    await setImmediate(); // Node tells of rejected promises that nothing awaits
    return bundle;
  }

  #isComplete(code: string): Content {
    const { completed, indent } = tslab.converter.isCompleteCode(code);
    return completed ? { status: "complete" } : { status: "incomplete", indent };
  }

  #complete(code: string, cursor: number): Content {
    const { candidates, start, end } = this.#session.complete(code, offsetOfCursor(code, cursor));
    const [cursor_start, cursor_end] = [cursorOfOffset(code, start), cursorOfOffset(code, end)];
    return { status: "ok", matches: candidates, cursor_start, cursor_end, metadata: {} };
  }

  #inspect(code: string, cursor: number): Content {
    const data = describeAt(this.#session, code, offsetOfCursor(code, cursor));
    return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
  }

  #publish(type: string, content: Content, parent: JupyterMessage): void {
    this.#connection.publish({ ...createMessage(type, content, this.#sessionId, parent), identities: [type] });
  }

  #exit(): void {
    this.#session.executor.close();
    this.#connection.close();
    // What a notebook has started may go on for hours. ZeroMQ sends what is on its way before the process ends.
    setTimeout(() => process.exit(0), 100);
  }
}
