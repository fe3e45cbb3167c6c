import { type MimeBundle, mimeBundle } from "../../display/display";
import { type Layout, Widget } from "./widget";

/** A place in which values are shown, each in the place of the one before, see {@link outputArea}. */
export class OutputArea extends Widget {
  #shown: MimeBundle = { "text/plain": "" };

  constructor({ width }: Layout) {
    super({
      package: { module: "@jupyter-widgets/output", version: "1.0.0" },
      name: "Output",
      state: { msg_id: "", outputs: [] },
      layout: width === undefined ? {} : { width },
    });
  }

  /** Shows a value as `display` does. Of several whose pictures take time, the one that was shown last stays. */
  async show(value: unknown): Promise<void> {
    const bundle = await mimeBundle(value);
    this.#shown = bundle;
    this.model.set({ outputs: [{ output_type: "display_data", data: bundle, metadata: {} }] });
  }

  picture(): MimeBundle {
    const { "application/vnd.jupyter.widget-view+json": _, ...picture } = this.#shown;
    return picture;
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
