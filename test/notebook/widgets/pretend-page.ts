/** A kernel's comms and cells without a kernel, and the page that they talk to. */
import { randomUUID } from "node:crypto";
import { commsHook } from "../../../lib/display/comm";
import { cellOutputsHook } from "../../../lib/display/display";
import { endBelongings } from "../../../lib/kernel/cells/belongings";
import { Cell } from "../../../lib/kernel/cells/cell";
import { currentCell, runCell } from "../../../lib/kernel/cells/running-cell";
import { CommRegistry } from "../../../lib/kernel/comms/comm-registry";
import type { JupyterMessage } from "../../../lib/kernel/messages/message";
import type { Widget } from "../../../lib/notebook/widgets";
import { joinBuffers } from "../../../lib/notebook/widgets/buffers";

type State = Record<string, unknown>;
type Sent = { type: string; data: State; id: string; buffers: readonly Uint8Array[] };
/** A widget, or what names one as widgets do. */
type Shown = Pick<Widget, "reference">;
type Put = { cell: string; type: string; content: State };

export class PretendPage {
  /** What the kernel's comms have sent. */
  readonly sent: Sent[] = [];
  /** What cells have put out. */
  readonly outputs: Put[] = [];
  readonly #comms = new CommRegistry((type, content, { buffers = [] }) => {
    const { comm_id, data } = content;
    this.sent.push({ type, id: String(comm_id), data: structuredClone(Object(data)), buffers });
  });

  constructor() {
    Reflect.set(globalThis, commsHook, this.#comms);
    Reflect.set(globalThis, cellOutputsHook, currentCell);
  }

  /** Runs a cell, as the kernel does. */
  async run<T>(code: () => T, { id = randomUUID() as string, isAttended = true } = {}): Promise<Awaited<T>> {
    endBelongings(id);
    const publish = (type: string, content: State) => void this.outputs.push({ cell: id, type, content });
    const cell = new Cell(publish, { id, isAttended });
    try {
      return await runCell(cell, async () => {
        const value = await code();
        await cell.settled();
        return value;
      });
    } finally {
      cell.end();
    }
  }

  /** The page wants to change a widget's state. */
  change(widget: Shown, state: unknown, buffer_paths: unknown = [], buffers: Uint8Array[] = []): void {
    this.#send(widget, { method: "update", state, buffer_paths }, buffers);
  }

  /** The page sends something beside the state. */
  custom(widget: Shown, content: unknown, buffers: Uint8Array[] = []): void {
    this.#send(widget, { method: "custom", content }, buffers);
  }

  /** A widget's state as a page has it. */
  stateOf(widget: Shown): State {
    const state = {};
    for (const { data, buffers } of this.sent.filter(({ id }) => id === idOf(widget))) {
      if (typeof data.state !== "object") continue;
      Object.assign(state, data.state);
      joinBuffers(state, data.buffer_paths, buffers);
    }
    return state;
  }

  /** The widget of a kind, such as "Dropdown", that was made last; of a module of its own, "Any". */
  latest(kind: string): Shown {
    const opened = this.sent.filter(({ data }) => Object(data.state)._model_name === `${kind}Model`);
    return { reference: `IPY_MODEL_${opened.at(-1)?.id}` };
  }

  /** What stands on the page with this label, or this text, the newest of several. */
  find(label: string): Shown {
    const said = ({ description, value }: State) =>
      [description, value].map((text) => `${text ?? ""}`.replace(/<[^>]*>/g, ""));
    const found = this.sent.filter(({ data }) => said(Object(data.state)).includes(label)).at(-1);
    if (found === undefined) throw new Error(`nothing on the page says ${label}`);
    return { reference: `IPY_MODEL_${found.id}` };
  }

  /** Presses the button with this label. */
  press(label: string): void {
    this.custom(this.find(label), { event: "click" });
  }

  /** Whether the newest button with this label can be pressed. */
  canPress(label: string): boolean {
    return this.stateOf(this.find(label)).disabled !== true;
  }

  /** How many comms are open. */
  get openComms(): number {
    return Object.keys(this.#comms.info(undefined)).length;
  }

  /** Closes all comms and forgets what came. */
  clear(): void {
    this.#comms.close();
    this.sent.length = this.outputs.length = 0;
  }

  #send(widget: Shown, data: State, buffers: Uint8Array[]): void {
    const header = { msg_id: randomUUID(), msg_type: "comm_msg", session: "", username: "", date: "", version: "5.3" };
    const content = { comm_id: idOf(widget), data: JSON.parse(JSON.stringify(data)) };
    const message: JupyterMessage = { identities: [], header, parentHeader: {}, metadata: {}, content, buffers };
    this.#comms.receive(message);
  }
}

function idOf(widget: Shown): string {
  return widget.reference.replace("IPY_MODEL_", "");
}
