/**
 * The kernel's side of a connection: the five ZeroMQ sockets that Jupyter's connection file names.
 *
 * Source: https://jupyter-client.readthedocs.io/en/stable/messaging.html#introduction
 */
import { readFileSync } from "node:fs";
import { Publisher, Reply, Router } from "zeromq";
import { decodeMessage, encodeMessage, type JupyterMessage } from "./message";

/** Requests come on either: cells on shell, what must not wait behind them on control. */
export type Channel = "shell" | "control";

/** What a socket does with messages that nobody has taken yet. */
const options = {
  // Sent at once or refused at once: by default ZeroMQ's binding defers the 513th and throws at the one after that.
  sendTimeout: 0,
  // A front end may be as slow as it likes: none is dropped.
  sendHighWaterMark: 0,
  // After the kernel's end, in milliseconds.
  linger: 1000,
};

export class Connection {
  readonly #key: string;
  readonly #address: (name: string) => string;
  readonly #shell = new Router(options);
  readonly #control = new Router(options);
  readonly #iopub = new Publisher(options);
  readonly #stdin = new Router(options);
  readonly #heartbeat = new Reply(options);

  /** @param file - Jupyter's JSON file with the ports and the key */
  constructor(file: string) {
    const connection: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
    this.#key = connection.key ?? "";
    this.#address = (name) => `${connection.transport}://${connection.ip}:${connection[`${name}_port`]}`;
  }

  /** Begins to listen: `onRequest` is called with each request that is signed with the connection's key, in their order. */
  async open(onRequest: (request: JupyterMessage, channel: Channel) => void): Promise<void> {
    await Promise.all([
      this.#shell.bind(this.#address("shell")),
      this.#control.bind(this.#address("control")),
      this.#iopub.bind(this.#address("iopub")),
      this.#stdin.bind(this.#address("stdin")),
      this.#heartbeat.bind(this.#address("hb")),
    ]);
    const receive = (channel: Channel) => (frames: Buffer[]) => {
      const request = decodeMessage(frames, this.#key);
      if (request !== undefined) onRequest(request, channel);
    };
    void forEach(this.#shell, receive("shell"));
    void forEach(this.#control, receive("control"));
    void forEach(this.#heartbeat, (frames) => send(this.#heartbeat, frames));
  }

  /** Answers the request whose identities the message has. */
  reply(message: JupyterMessage, channel: Channel): void {
    send(channel === "shell" ? this.#shell : this.#control, encodeMessage(message, this.#key));
  }

  /** Sends a message to all front ends, after those that were published before. */
  publish(message: JupyterMessage): void {
    send(this.#iopub, encodeMessage(message, this.#key));
  }

  /** What is on its way is still sent, what comes later is not. */
  close(): void {
    for (const socket of [this.#shell, this.#control, this.#iopub, this.#stdin, this.#heartbeat]) socket.close();
  }
}

/** Without a wait, see {@link options}: messages keep their order. */
function send(socket: Router | Publisher | Reply, frames: (Buffer | string)[]): void {
  if (socket.closed) return;
  socket.send(frames).catch(() => {}); // to a front end that has gone
}

async function forEach(socket: Router | Reply, receive: (frames: Buffer[]) => void): Promise<void> {
  for await (const frames of socket) receive(frames);
}
