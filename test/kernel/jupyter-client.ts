/**
 * A small Jupyter client for tests: starts a kernel as Jupyter does and speaks the protocol over its sockets.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { createMessage, decodeMessage, encodeMessage, type JupyterMessage } from "../../lib/kernel/messages/message";
import { type Output, outputsOf } from "./cell-outputs";

export type { Output };

type Content = Record<string, unknown>;

export type Execution = { status: string; outputs: Output[]; reply: Content; messages: JupyterMessage[] };

type Options = {
  /** What starts a kernel when it is given the connection file; the project's kernel, with the test's Node.js, where not given. */
  command?: readonly [string, ...string[]];
  /** The folder that the kernel is started in, as Jupyter does in the notebook's; notebooks/ where not given. */
  cwd?: string;
  /** The notebook's file, of which Jupyter's server tells the kernel. */
  notebook?: string;
};

/** The project's kernel. */
export const kernelFile = resolve("lib/kernel/kernel.mjs");
const key: string = randomUUID();

/** Starts a kernel and waits until it answers. */
export async function startKernel({
  command: [program, ...given] = [process.execPath, kernelFile],
  cwd = "notebooks",
  notebook,
}: Options = {}): Promise<TestKernel> {
  const folder = mkdtempSync(join(tmpdir(), "kernel-"));
  const [shell_port = 0, iopub_port = 0, stdin_port = 0, control_port = 0, hb_port = 0] = await freePorts(5);
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
  const connectionFile = join(folder, "connection.json");
  const connection = { ...ports, ip: "127.0.0.1", transport: "tcp", key, signature_scheme: "hmac-sha256" };
  writeFileSync(connectionFile, JSON.stringify(connection));
  const env = { ...process.env, ...(notebook !== undefined && { JPY_SESSION_NAME: notebook }) };
  const started = spawn(program, [...given, connectionFile], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  started.once("exit", () => rmSync(folder, { recursive: true }));
  const kernel = new TestKernel(started, ports);
  await kernel.ready();
  return kernel;
}

/** A running kernel and the connection to it. */
export class TestKernel {
  readonly process: ChildProcess;
  /** What the process itself wrote to its stdout and stderr, which is not in any cell. */
  terminal = "";
  readonly #shell = new Dealer();
  readonly #control = new Dealer();
  readonly #iopub = new Subscriber();
  readonly #session = randomUUID();
  readonly #listeners = new Set<(message: JupyterMessage) => void>();

  constructor(process: ChildProcess, ports: { shell_port: number; control_port: number; iopub_port: number }) {
    this.process = process;
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on("data", (chunk) => {
        this.terminal += chunk;
      });
    }
    this.#shell.connect(`tcp://127.0.0.1:${ports.shell_port}`);
    this.#control.connect(`tcp://127.0.0.1:${ports.control_port}`);
    this.#iopub.connect(`tcp://127.0.0.1:${ports.iopub_port}`);
    this.#iopub.subscribe();
    for (const socket of [this.#shell, this.#control, this.#iopub]) void this.#listen(socket);
  }

  /** Runs a cell and waits for its end. Cells sent after an error run, unless `stopOnError` is set. */
  async execute(code: string, { stopOnError = false, silent = false } = {}): Promise<Execution> {
    const content = { code, silent, store_history: true, stop_on_error: stopOnError, allow_stdin: false };
    const { reply, messages } = await this.request("execute_request", content);
    return { status: String(reply.status), outputs: outputsOf(messages), reply, messages };
  }

  /** What could be written at the cursor: `|` in the code. */
  async complete(code: string): Promise<string[]> {
    const { reply } = await this.request("complete_request", atCursor(code));
    return Array.isArray(reply.matches) ? reply.matches : [];
  }

  /** What Shift-Tab shows at the cursor, `|` in the code, as text; undefined where there is nothing. */
  async inspect(code: string): Promise<string | undefined> {
    const { reply } = await this.request("inspect_request", { ...atCursor(code), detail_level: 0 });
    const text = reply.found === true && Reflect.get(Object(reply.data), "text/plain");
    return typeof text === "string" ? text : undefined;
  }

  /** As the stop button does. */
  interrupt(): void {
    this.process.kill("SIGINT");
  }

  /** Asks the kernel to end and waits until its process has. */
  async shutdown(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const exit = new Promise((done) => this.process.once("exit", done));
      await this.send("shutdown_request", { restart: false }, "control");
      await exit;
    }
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
  }

  /** Sends a message without waiting for anything. */
  async send(type: string, content: Content, channel: "shell" | "control" = "shell", signedWith = key): Promise<void> {
    const message = createMessage(type, content, this.#session);
    await (channel === "shell" ? this.#shell : this.#control).send(encodeMessage(message, signedWith));
  }

  /** Sends a request and waits for its reply and for all that the kernel publishes in answer to it. */
  async request(type: string, content: Content, channel: "shell" | "control" = "shell") {
    const all: JupyterMessage[] = [];
    const message = createMessage(type, content, this.#session);
    const answered = this.#collect(message.header.msg_id, all, type.replace("_request", "_reply"));
    await (channel === "shell" ? this.#shell : this.#control).send(encodeMessage(message, key));
    const reply = await answered;
    return { reply: reply.content, messages: all.filter((other) => other !== reply) };
  }

  /** Calls back with every message that arrives, until the function that is returned is called. */
  onMessage(listener: (message: JupyterMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits until the kernel answers and what it publishes arrives, which takes a moment after connecting. */
  async ready(): Promise<void> {
    const published = new Promise<void>((done) => {
      const stop = this.onMessage(({ header }) => {
        if (header.msg_type !== "status") return;
        stop();
        done();
      });
    });
    const asking = setInterval(() => void this.send("kernel_info_request", {}), 200);
    const died = new Promise<never>((_, fail) =>
      this.process.once("exit", () => fail(new Error(`The kernel ended: ${this.terminal}`))),
    );
    await Promise.race([published, died]).finally(() => clearInterval(asking));
  }

  #collect(id: string, all: JupyterMessage[], replyType: string): Promise<JupyterMessage> {
    return new Promise((done) => {
      let reply: JupyterMessage | undefined;
      let idle = false;
      const stop = this.onMessage((message) => {
        if (message.parentHeader.msg_id !== id) return;
        all.push(message);
        if (message.header.msg_type === replyType) reply = message;
        if (message.header.msg_type === "status" && message.content.execution_state === "idle") idle = true;
        if (reply === undefined || !idle) return;
        stop();
        done(reply);
      });
    });
  }

  async #listen(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const message = decodeMessage(frames, key);
      if (message === undefined) throw new Error("The kernel sent what is not a message signed with the key.");
      for (const listener of [...this.#listeners]) listener(message);
    }
  }
}

function atCursor(marked: string): { code: string; cursor_pos: number } {
  const cursor = marked.indexOf("|");
  const code = marked.slice(0, cursor) + marked.slice(cursor + 1);
  return { code, cursor_pos: Array.from(marked.slice(0, cursor)).length };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = servers.map(
    (server) =>
      new Promise<number>((done) => {
        server.listen(0, "127.0.0.1", () => {
          const address = server.address();
          done(typeof address === "object" && address !== null ? address.port : 0);
        });
      }),
  );
  const found = await Promise.all(ports);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return found;
}
