import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

/** One of those that are compared, in a process of its own, which says "ready" and then answers each line with a number. */
export class Contender {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  /** @param env - its environment, this process's if not said */
  constructor(command: readonly string[], env = process.env) {
    const [program = "", ...rest] = command;
    this.child = spawn(program, rest, { env });
    this.child.stderr.resume(); // TensorFlow's log lines
    this.reader = createInterface({ input: this.child.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** Waits until it is there and warmed up. */
  async ready(): Promise<void> {
    const line = await this.line();
    if (line !== "ready") throw new Error(`${this.child.spawnargs.join(" ")}: said "${line}" instead of "ready"`);
  }

  /** Images per second in one round of a task. */
  async measure(task: string): Promise<number> {
    this.child.stdin.write(`${task}\n`);
    return Number(await this.line());
  }

  /** Ends the process and waits for it, so that it takes no time from the next. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.stdin.end();
    if (this.child.exitCode === null) await ended;
  }

  private async line(): Promise<string> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`${this.child.spawnargs.join(" ")}: ended with ${this.child.exitCode}`);
    return value;
  }
}
