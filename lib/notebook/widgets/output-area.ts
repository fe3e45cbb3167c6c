import { currentOutputs, type MimeBundle, mimeBundle } from "../../display/display";
import { type Layout, Widget } from "./widget";

/** A place in which values are shown, each in the place of the one before, see {@link outputArea}. */
export class OutputArea extends Widget {
  #shown: MimeBundle = { "text/plain": "" };
  #pending: Promise<unknown> = Promise.resolve();
  #turn = 0;

  constructor({ width }: Layout) {
    super({
      package: { module: "@jupyter-widgets/output", version: "1.0.0" },
      name: "Output",
      state: { msg_id: "", outputs: [] },
      layout: width === undefined ? {} : { width },
    });
  }

  /** Shows a value as `display` does. Of several whose pictures take time, the one that was shown last stays. */
  show(value: unknown): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const put = async () => {
      const bundle = await mimeBundle(value);
      if (turn === this.#turn) this.#put(bundle, { output_type: "display_data", data: bundle, metadata: {} });
    };
    return this.expect(put());
  }

  /** Shows an error, as a cell does that fails. */
  fail(thrown: unknown): void {
    this.#turn += 1;
    const error = currentOutputs()?.describe(thrown) ?? { ename: "Error", evalue: String(thrown), traceback: [] };
    this.#put({ "text/plain": `${error.ename}: ${error.evalue}` }, { output_type: "error", ...error });
  }

  /** Has its picture wait for work that is to show something here. */
  expect<T>(work: Promise<T>): Promise<T> {
    this.#pending = Promise.allSettled([this.#pending, work]);
    return work;
  }

  async picture(): Promise<MimeBundle> {
    await this.#pending;
    const { "application/vnd.jupyter.widget-view+json": _, ...picture } = this.#shown;
    return picture;
  }

  #put(picture: MimeBundle, output: object): void {
    this.#shown = picture;
    this.model.set({ outputs: [output] });
  }
}

/**
 * A place in which any value is shown: a table, a chart, a picture, another widget.
 *
 * @example
 * const place = outputArea();
 * rate.onChange((value) => place.show(chartOf(value)));
 */
export function outputArea(layout: Layout = {}): OutputArea {
  return new OutputArea(layout);
}
