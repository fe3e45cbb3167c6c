/** A page for tests, by jupyter_client: it sends a kernel messages as front ends do, and keeps what comes. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

export type PageMessage = {
  channel: "iopub" | "shell";
  type: string;
  id: string;
  /** The id of the message that it answers. */
  parent: string | null;
  content: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Buffer[];
};

type Sent = { content: Record<string, unknown>; metadata?: Record<string, unknown>; buffers?: Uint8Array[] };

export class JupyterPage {
  readonly messages: PageMessage[] = [];
  readonly #client = spawn(".venv/bin/python", [path.join(__dirname, "jupyter_client_relay.py")]);
  #complaints = "";
  #wake = () => {};

  constructor() {
    this.#client.stderr.on("data", (text) => {
      this.#complaints += text;
    });
    createInterface(this.#client.stdout).on("line", (line) => {
      const message = JSON.parse(line);
      this.messages.push({ ...message, buffers: message.buffers.map((text: string) => Buffer.from(text, "base64")) });
      this.#wake();
    });
  }

  /** Sends a message and waits until the kernel has answered it; what it published in answer. */
  async send(type: string, { content, metadata = {}, buffers = [] }: Sent): Promise<PageMessage[]> {
    const id = randomUUID();
    const encoded = buffers.map((bytes) => Buffer.from(bytes).toString("base64"));
    this.#client.stdin.write(`${JSON.stringify({ type, id, content, metadata, buffers: encoded })}\n`);
    const answers = () => this.messages.filter(({ parent }) => parent === id);
    const isAnswered = () => !type.endsWith("_request") || answers().some(({ channel }) => channel === "shell");
    await this.until(() => isAnswered() && answers().some(({ content }) => content.execution_state === "idle"));
    return answers();
  }

  /** Runs a cell; what it published, but for its state and input. */
  async run(
    code: string,
    { cellId, attended = true }: { cellId?: string; attended?: boolean } = {},
  ): Promise<PageMessage[]> {
    const content = { code, silent: false, store_history: true, stop_on_error: false, allow_stdin: attended };
    const messages = await this.send("execute_request", { content, metadata: cellId === undefined ? {} : { cellId } });
    return messages.filter(({ channel, type }) => channel === "iopub" && type !== "status" && type !== "execute_input");
  }

  /** Waits for something that messages bring about. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#client.exitCode !== null) throw new Error(`The client has ended: ${this.#complaints}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 500);
      });
    }
  }

  async close(): Promise<void> {
    this.#client.stdin.end();
    await once(this.#client, "exit");
  }
}
