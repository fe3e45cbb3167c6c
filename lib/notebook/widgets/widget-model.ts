/**
 * One side of a model that a page has the other side of: JupyterLab's widgets keep the two the same.
 *
 * Source: https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md, version 2.1
 */
import { randomUUID } from "node:crypto";
import { type Comm, type JsonObject, kernelComms } from "../../display/comm";
import { joinBuffers, splitBuffers } from "./buffers";

/** The names and values that a page and the kernel share. Bytes may stand anywhere in it. */
export type WidgetState = Readonly<Record<string, unknown>>;

/** What a model does with what comes from a page, of which nothing is trusted. */
export interface WidgetListener {
  /**
   * Called with what a page wants to change.
   *
   * @returns what becomes of the state, and what is called then; pages set back what does not
   */
  accept?(changes: WidgetState): { state: WidgetState; tell(): void } | undefined;
  /** Called with what a page sends beside the state. */
  onCustom?(content: unknown, buffers: readonly Uint8Array[]): void;
  onClose?(): void;
}

/** All models that are open, for a page that is loaded anew. */
const models = new Map<string, WidgetModel>();

kernelComms()?.register("jupyter.widget.control", (comm) => ({
  onMessage({ data }) {
    if (data.method !== "request_states") return;
    const all = Object.fromEntries(Array.from(models, ([id, model]) => [id, describe(model.state)]));
    const { state: states, buffer_paths, buffers } = splitBuffers(all);
    comm.send({ data: { method: "update_states", states, buffer_paths }, buffers });
  },
}));

export class WidgetModel {
  /** By which a page and other models know it. */
  readonly id: string;
  readonly #listener: WidgetListener;
  readonly #comm: Comm | undefined;
  #state: WidgetState;
  #isClosed = false;

  /** @param state - what it is, by the names `_model_module` and so on, and what it begins with */
  constructor(state: WidgetState, listener: WidgetListener = {}) {
    this.#state = state;
    this.#listener = listener;
    const { buffers, ...data } = splitBuffers(state);
    this.#comm = kernelComms()?.open(
      "jupyter.widget",
      { data, buffers, metadata: { version: "2.1.0" } },
      { onMessage: (message) => this.#receive(message), onClose: () => this.#closed() },
    );
    this.id = this.#comm?.id ?? randomUUID();
    models.set(this.id, this);
  }

  get state(): WidgetState {
    return this.#state;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** How another model's state names this one. */
  get reference(): string {
    return `IPY_MODEL_${this.id}`;
  }

  /** Changes the state on both sides. */
  set(changes: WidgetState): void {
    this.#state = { ...this.#state, ...changes };
    this.#tell("update", changes);
  }

  /** Sends something beside the state. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.#comm?.send({ data: { method: "custom", content }, buffers });
  }

  /** Ends it on both sides. */
  close(): void {
    if (this.#comm !== undefined) this.#comm.close();
    else this.#closed();
  }

  #receive({ data, buffers }: { data: JsonObject; buffers: readonly Uint8Array[] }): void {
    if (data.method === "request_state") this.#tell("update", this.#state);
    else if (data.method === "custom") this.#listener.onCustom?.(data.content, buffers);
    else if (data.method === "update" && typeof data.state === "object" && data.state !== null) {
      const wanted: WidgetState = { ...data.state };
      joinBuffers(wanted, data.buffer_paths, buffers);
      this.#change(wanted);
    }
  }

  #change(wanted: WidgetState): void {
    const accepted = this.#listener.accept?.(wanted);
    this.#state = { ...this.#state, ...accepted?.state };
    // All pages, also the one that asked, are told what has become of it: of what was refused, what it is.
    const known = Object.keys(wanted).filter((name) => Object.hasOwn(this.#state, name));
    this.#tell("echo_update", Object.fromEntries(known.map((name) => [name, this.#state[name]])));
    accepted?.tell();
  }

  #tell(method: "update" | "echo_update", changes: WidgetState): void {
    if (Object.keys(changes).length === 0) return;
    const { state, buffer_paths, buffers } = splitBuffers(changes);
    this.#comm?.send({ data: { method, state, buffer_paths }, buffers });
  }

  #closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    models.delete(this.id);
    this.#listener.onClose?.();
  }
}

/** A state as the control message has it. */
function describe(state: WidgetState) {
  const { _model_name, _model_module, _model_module_version } = state;
  return { model_name: _model_name, model_module: _model_module, model_module_version: _model_module_version, state };
}
