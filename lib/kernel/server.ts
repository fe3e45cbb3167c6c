/**
 * The kernel's side of Jupyter's messages.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { commsHook } from "../display/comm";
import { type MimeBundle, mimeBundle } from "../display/display";
import { endBelongings } from "./cells/belongings";
import { Cell } from "./cells/cell";
import { type ErrorContent, errorContent } from "./cells/cell-error";
import { describeAt } from "./cells/inspection";
import { runCell } from "./cells/running-cell";
import { CellInterrupted, type NotebookSession } from "./cells/session";
import { CommRegistry } from "./comms/comm-registry";
import { tslab } from "./compiling/tslab";
import { type Channel, Connection } from "./messages/connection";
import { cursorOfOffset, offsetOfCursor } from "./messages/cursor";
import { kernelInfo } from "./messages/kernel-info";
import { createMessage, type JupyterMessage } from "./messages/message";
import { interruptWork } from "./stop-button";

type Content = Record<string, unknown>;

/** For so long after an error, in milliseconds, cells that were sent before it was seen are taken off the queue. */
const abortTime = 200;

/** After so many milliseconds without a request, the kernel reads ahead. */
const idleTime = 300;

/** The request that code runs in answer to. */
const answering = new AsyncLocalStorage<JupyterMessage>();

export class KernelServer {
  readonly #session: NotebookSession;
  readonly #connection: Connection;
  readonly #comms: CommRegistry;
  readonly #sessionId = randomUUID();
  /** Ends when the cells that were sent so far have. */
  #queue: Promise<void> = Promise.resolve();
  #executionCount = 0;
  #abortUntil = 0;
  /** How many requests are being answered. */
  #busy = 0;
  #idle: NodeJS.Timeout | undefined;

  /** @param connectionFile - Jupyter's JSON file with the ports and the key */
  constructor(session: NotebookSession, connectionFile: string) {
    this.#session = session;
    this.#connection = new Connection(connectionFile);
    this.#comms = new CommRegistry((type, content, more) => this.#publish(type, content, answering.getStore(), more));
    Reflect.set(globalThis, commsHook, this.#comms);
  }

  /** Begins to answer. Cells run in their order; everything else is answered at once. */
  async listen(): Promise<void> {
    this.#readAhead(idleTime);
    await this.#connection.open((request, channel) => {
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
    this.#busy += 1;
    clearTimeout(this.#idle);
    this.#publish("status", { execution_state: "busy" }, request);
    const reply = await this.#reply(request).catch((error) => ({ status: "error", ...errorContent(error, "", "") }));
    if (reply !== undefined) {
      const type = request.header.msg_type.replace("_request", "_reply");
      const message = createMessage(type, reply, this.#sessionId, request);
      this.#connection.reply({ ...message, identities: request.identities }, channel);
    }
    this.#publish("status", { execution_state: "idle" }, request);
    this.#busy -= 1;
    if (request.header.msg_type === "shutdown_request") this.#exit();
    else if (this.#busy === 0) this.#readAhead(idleTime);
  }

  /** Has the session read ahead after a time, unless a request comes; a module at a time, so that a request waits for one at most. */
  #readAhead(delay: number): void {
    this.#idle = setTimeout(() => {
      if (this.#session.readAhead()) this.#readAhead(0);
    }, delay);
  }

  /** The content of the reply to a request; none to messages that want none or that this kernel does not know. */
  async #reply(request: JupyterMessage): Promise<Content | undefined> {
    const { content } = request;
    switch (request.header.msg_type) {
      case "kernel_info_request":
        return kernelInfo();
      case "execute_request":
        return answering.run(request, () => this.#execute(request));
      case "is_complete_request":
        return this.#isComplete(String(content.code));
      case "complete_request":
        return this.#complete(String(content.code), Number(content.cursor_pos));
      case "inspect_request":
        return this.#inspect(String(content.code), Number(content.cursor_pos));
      case "history_request":
        return { status: "ok", history: [] };
      case "comm_info_request":
        return { status: "ok", comms: this.#comms.info(content.target_name) };
      case "comm_open":
      case "comm_msg":
      case "comm_close":
        answering.run(request, () => this.#comms.receive(request));
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
    const { cellId = code, deletedCells } = request.metadata;
    for (const id of [cellId, deletedCells].flat()) endBelongings(String(id));
    const cell = new Cell(publish, { id: String(cellId), isAttended: request.content.allow_stdin === true });
    const error = await runCell(cell, () => this.#run(cell, code));
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
    const { completions, ...place } = this.#session.complete(code, offsetOfCursor(code, cursor));
    const [start, end] = [cursorOfOffset(code, place.start), cursorOfOffset(code, place.end)];
    return {
      status: "ok",
      matches: completions.map(({ text }) => text),
      cursor_start: start,
      cursor_end: end,
      // As ipykernel describes them, and JupyterLab shows them.
      metadata: { _jupyter_types_experimental: completions.map((completion) => ({ start, end, ...completion })) },
    };
  }

  #inspect(code: string, cursor: number): Content {
    const data = describeAt(this.#session, code, offsetOfCursor(code, cursor));
    return { status: "ok", found: data !== undefined, data: data ?? {}, metadata: {} };
  }

  #publish(type: string, content: Content, parent?: JupyterMessage, more: Partial<JupyterMessage> = {}): void {
    this.#connection.publish({ ...createMessage(type, content, this.#sessionId, parent), identities: [type], ...more });
  }

  #exit(): void {
    this.#comms.close();
    this.#session.executor.close();
    this.#connection.close();
    // What a notebook has started may go on for hours. ZeroMQ sends what is on its way before the process ends.
    setTimeout(() => process.exit(0), 100);
  }
}
