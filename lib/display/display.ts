/**
 * What a value looks like in a notebook.
 *
 * A value decides for itself through a method named `Symbol.for("Jupyter.display")` that returns a MIME bundle, as in Deno's
 * kernel and nodejs-polars. Tables of arquero appear as HTML tables, everything else as Node's REPL would print it.
 *
 * @example
 * import { display } from "./lib/display/display";
 * const shown = display(table); // somewhere in a cell, not only at its end
 * shown.update(table.filter((row) => row.age > 30)); // replaces what is shown
 */
import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { isTable, tableBundle } from "./table-bundle";

/** The name of the method that shows a value: `[jupyterDisplay]() { return { "text/plain": "…" }; }`. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display");

/**
 * The same content in several formats, keyed by MIME type. Text formats are strings, pictures such as `image/png` base64
 * strings, JSON formats such as `application/vnd.vegalite.v5+json` plain objects. The richest format that a viewer knows is shown.
 */
export type MimeBundle = Record<string, unknown>;

/** A value that shows itself. An empty bundle shows nothing. */
export type Displayable = {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
  /** Whether it changes on the page by itself. Where there is no page, it is shown as it is at its cell's end. */
  readonly isLive?: boolean;
};

/** A value that shows itself as this bundle. */
export function asDisplayable(bundle: MimeBundle) {
  return { [jupyterDisplay]: () => bundle };
}

/** The outputs of one cell, given by the kernel. */
export type CellOutputs = {
  show(bundle: MimeBundle, displayId: string): void;
  replace(bundle: MimeBundle, displayId: string): void;
  /** The cell ends after this promise, and with its error if it rejects. */
  waitFor(pending: Promise<void>): void;
  /** Calls back when the cell has nothing else to do. */
  beforeEnd(task: () => void): void;
  /** Whether somebody is there to press and to drag: not where a notebook is run without a page. */
  readonly isAttended: boolean;
  /**
   * Takes it that something ends with the cell: `end` is called when the cell is run anew or deleted.
   *
   * @returns a function to call when it has ended by itself
   */
  own(end: () => void): () => void;
  /** Shows an error, also when the cell has ended: of what a widget had its cell do, for example. */
  fail(thrown: unknown): void;
  /** What Jupyter's messages say of an error. */
  describe(thrown: unknown): { ename: string; evalue: string; traceback: string[] };
};

/**
 * The kernel's hook in the global scope: a function that returns the outputs of the running cell. It is not an import,
 * because the notebook's copy of this module, loaded by tslab, is not the kernel's.
 */
export const cellOutputsHook: symbol = Symbol.for("age-gender-workbook.cell-outputs");

/** The value as a MIME bundle; a promise where the value's own method is asynchronous. */
export function mimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  if (isDisplayable(value)) return value[jupyterDisplay]();
  if (isTable(value)) return tableBundle(value);
  return { "text/plain": inspect(value) };
}

/** A value shown by `display`, to be replaced in place. */
export class DisplayHandle {
  readonly #displayId: string = randomUUID();
  #pending: Promise<void> | undefined;
  #value: unknown;

  constructor(value: unknown) {
    this.#take(value);
    const bundle = mimeBundle(value);
    if (!(bundle instanceof Promise)) {
      show(bundle, this.#displayId);
      return;
    }
    // An empty output keeps the place among what the cell shows until the bundle is there.
    currentOutputs()?.show({ "text/plain": "" }, this.#displayId);
    this.#enqueue(async () => replace(await bundle, this.#displayId));
  }

  /**
   * Shows another value in the place of this one, also from a later cell. Outside a notebook the value is printed below.
   * Values whose method is asynchronous appear in the order of the calls, and the cell waits for them.
   */
  update(value: unknown): void {
    this.#take(value);
    const bundle = mimeBundle(value);
    if (!(bundle instanceof Promise) && this.#pending === undefined) replace(bundle, this.#displayId);
    else this.#enqueue(async () => replace(await bundle, this.#displayId));
  }

  /** Nothing: a cell that ends with `display(value)` shows the value, not the handle. */
  [jupyterDisplay](): MimeBundle {
    return {};
  }

  /** Where there is no page that would do so, what is shown of a live value is brought up to date at its cell's end. */
  #take(value: unknown): void {
    const wasLive = isLive(this.#value);
    this.#value = value;
    if (wasLive || !isLive(value)) return;
    const outputs = currentOutputs();
    if (outputs?.isAttended === false) outputs.beforeEnd(() => isLive(this.#value) && this.update(this.#value));
  }

  #enqueue(task: () => Promise<void>): void {
    const pending = (this.#pending ?? Promise.resolve()).then(task).finally(() => {
      if (this.#pending === pending) this.#pending = undefined;
    });
    this.#pending = pending;
    currentOutputs()?.waitFor(pending);
  }
}

/**
 * Shows a value among the outputs of the cell that runs; in a program, prints its text to stdout.
 *
 * @returns a handle whose `update` replaces the value in place, also while the cell goes on.
 */
export function display(value: unknown): DisplayHandle {
  return new DisplayHandle(value);
}

function isDisplayable(value: unknown): value is Displayable {
  return (
    typeof value === "object" &&
    value !== null &&
    jupyterDisplay in value &&
    typeof value[jupyterDisplay] === "function"
  );
}

function isLive(value: unknown): boolean {
  return isDisplayable(value) && value.isLive === true;
}

function show(bundle: MimeBundle, displayId: string): void {
  const outputs = currentOutputs();
  if (outputs === undefined) console.log(bundle["text/plain"] ?? "");
  else outputs.show(bundle, displayId);
}

function replace(bundle: MimeBundle, displayId: string): void {
  const outputs = currentOutputs();
  if (outputs === undefined) console.log(bundle["text/plain"] ?? "");
  else outputs.replace(bundle, displayId);
}

/**
 * The outputs of the cell whose code is running; nothing in a program. To be asked for anew each time: a handle may be updated by
 * a later cell than the one that showed it.
 */
export function currentOutputs(): CellOutputs | undefined {
  const hook: (() => CellOutputs) | undefined = Reflect.get(globalThis, cellOutputsHook);
  return hook?.();
}
