import type { MimeBundle } from "../../display/display";
import { Control, type ControlOptions } from "./control";
import { controls, type Layout, textPicture, Widget } from "./widget";

/**
 * A bar that says how far something is.
 *
 * @example
 * const bar = progress({ label: "epoch", max: 8 });
 * bar.value += 1;
 */
export function progress({ value = 0, max = 1, ...options }: ControlOptions & { value?: number; max?: number } = {}) {
  return new Control<number>(
    {
      name: "FloatProgress",
      view: "Progress",
      options,
      state: { min: 0, max },
      style: "Progress",
      read: () => undefined,
      admit(value) {
        if (Number.isFinite(value)) return value;
        throw new RangeError(`A progress bar cannot be at ${value}`);
      },
      write: (value) => ({ value }),
      describe: (value) => `${value} of ${max}`,
    },
    value,
  );
}

/** A place for a text or for HTML, see {@link label} and {@link html}. */
export class TextWidget extends Widget {
  readonly #isHtml: boolean;
  #value: string;

  constructor(name: "Label" | "HTML", value: string, { width }: Layout) {
    super({
      package: controls,
      name,
      state: { value },
      layout: width === undefined ? {} : { width },
      style: { name: name === "HTML" ? "HTML" : "Label", state: {} },
    });
    this.#isHtml = name === "HTML";
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  set value(value: string) {
    this.model.set({ value });
    this.#value = value;
  }

  picture(): MimeBundle {
    if (!this.#isHtml) return textPicture(this.#value);
    return { "text/html": this.#value, "text/plain": this.#value.replace(/<[^>]*>/g, "") };
  }
}

/** A line of text that can be changed: `shown.value = "…"`. */
export function label(value: string, layout: Layout = {}): TextWidget {
  return new TextWidget("Label", value, layout);
}

/** HTML that can be changed. It is put on the page as it is: of what others wrote, give `escapeHtml` of it. */
export function html(value: string, layout: Layout = {}): TextWidget {
  return new TextWidget("HTML", value, layout);
}
