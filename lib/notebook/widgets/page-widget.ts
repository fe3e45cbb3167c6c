import { readFileSync } from "node:fs";
import type { MimeBundle } from "../../display/display";
import { Listeners } from "./listeners";
import { type Layout, textPicture, Widget, type WidgetPackage } from "./widget";
import type { WidgetState } from "./widget-model";

const anywidget: WidgetPackage = { module: "anywidget", version: "~0.11.0" };

/** What makes a widget's page's side a module of one's own, see {@link widget}. */
export function pageModule(module: string) {
  return { package: anywidget, state: { _anywidget_id: module, _esm: readFileSync(module, "utf8"), _css: "" } };
}

/** What {@link widget} is told. */
export interface PageWidgetOptions<State extends WidgetState> extends Layout {
  /** The page's side: a JavaScript file in the project with `export default { render({ model, el }) { … } }`, see https://anywidget.dev */
  module: string;
  /** What both sides share, and what it is at the beginning: JSON, and bytes. */
  state: State;
  /** What it is without a page; its state as text by default. */
  picture?: (state: State) => MimeBundle;
}

/** A message that came from the page's side, which may send anything. */
export interface PageMessage {
  content: unknown;
  buffers: readonly Uint8Array[];
}

/** A widget whose page's side is a module of one's own, see {@link widget}. */
export class PageWidget<State extends WidgetState, Value = State> extends Widget {
  readonly #options: PageWidgetOptions<State>;
  readonly #read: (state: State) => Value;
  readonly #changes = new Listeners<State>();
  readonly #messages = new Listeners<PageMessage>();
  #state: State;

  constructor(options: PageWidgetOptions<State>, read: (state: State) => Value) {
    const { module, state, width } = options;
    const page = pageModule(module);
    super({
      package: page.package,
      name: "Any",
      state: { ...page.state, ...state },
      layout: width === undefined ? {} : { width },
      accept: (changes) => {
        const taken = Object.entries(changes).filter(
          ([name, value]) => Object.hasOwn(state, name) && isLike(value, state[name]),
        );
        if (taken.length === 0) return undefined;
        const tell = () => {
          this.#state = pick(this.model.state, this.#state);
          this.#changes.call(this.#state);
        };
        return { state: Object.fromEntries(taken), tell };
      },
      onCustom: (content, buffers) => this.#messages.call({ content, buffers }),
    });
    this.#options = options;
    this.#read = read;
    this.#state = state;
  }

  /** What both sides share, as it is. */
  get state(): State {
    return this.#state;
  }

  /** What is made of it for `interact`. */
  get value(): Value {
    return this.#read(this.#state);
  }

  /** Changes what both sides share. */
  set(changes: Partial<State>): void {
    this.model.set(changes);
    this.#state = { ...this.#state, ...changes };
  }

  /** Calls back with the state when the page has changed it. @returns a function that takes the listener off again */
  onChange(listener: (state: State) => unknown): () => void {
    return this.#changes.add(listener);
  }

  /** Sends something to the page's side, which takes it by `model.on("msg:custom", (content, buffers) => …)`. */
  send(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.model.send(content, buffers);
  }

  /** Calls back with what the page's side sends by `model.send(content, undefined, buffers)`. */
  onMessage(listener: (message: PageMessage) => unknown): () => void {
    return this.#messages.add(listener);
  }

  picture(): MimeBundle {
    const { picture = (state: State) => textPicture(JSON.stringify(state)) } = this.#options;
    return picture(this.#state);
  }
}

/**
 * A widget of one's own: the page's side is a JavaScript module, this side is typed. What the page changes of the state is taken where
 * it is of the kind that the state began with: a number for a number, a list of texts for a list of texts.
 *
 * @throws Error when there is no such file
 * @example
 * const counter = widget({ module: "./lib/notebook/widgets/pages/counter.mjs", state: { count: 0 } });
 * counter.onChange(({ count }) => console.log(count));
 */
export function widget<State extends WidgetState>(options: PageWidgetOptions<State>): PageWidget<State> {
  return new PageWidget(options, (state) => state);
}

/** Whether a value from a page is of the same kind as another one. */
function isLike(value: unknown, like: unknown): boolean {
  if (typeof value !== typeof like) return false;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null || typeof like !== "object" || like === null)
    return value === like || typeof value !== "object";
  if (value instanceof Uint8Array || like instanceof Uint8Array)
    return value instanceof Uint8Array && like instanceof Uint8Array;
  if (Array.isArray(like))
    return Array.isArray(value) && value.every((item) => like.length === 0 || isLike(item, like[0]));
  const [entries, known] = [Object.entries(value), Object.entries(like)];
  return (
    !Array.isArray(value) &&
    entries.length === known.length &&
    known.every(([name, item]) => isLike(Reflect.get(value, name), item))
  );
}

/** The fields of a state that another one has. */
function pick<State extends WidgetState>(from: WidgetState, like: State): State;
function pick(from: WidgetState, like: WidgetState): WidgetState {
  return Object.fromEntries(Object.keys(like).map((name) => [name, from[name]]));
}
