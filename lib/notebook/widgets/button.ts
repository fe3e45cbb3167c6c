import { currentOutputs, type MimeBundle } from "../../display/display";
import { Listeners } from "./listeners";
import { waitUntilTold } from "./waiting";
import { buttonLayout, controls, type Layout, textPicture, Widget } from "./widget";

/** What a button is told. */
export interface ButtonOptions extends Layout {
  label: string;
  /** What color it has: `primary` for what is mostly pressed, `danger` for what cannot be taken back. */
  kind?: "" | "primary" | "success" | "warning" | "danger";
  /** Said when the pointer rests on it. */
  tooltip?: string;
}

/** A button, see {@link button}. */
export class Button extends Widget {
  readonly label: string;
  readonly #presses = new Listeners<void>();

  constructor({ label, kind = "", tooltip, width }: ButtonOptions) {
    super({
      package: controls,
      name: "Button",
      state: { description: label, button_style: kind, ...(tooltip !== undefined && { tooltip }) },
      layout: width === undefined ? buttonLayout : { width },
      style: { name: "Button", state: {} },
      onCustom: (content) => {
        const isClick =
          typeof content === "object" && content !== null && "event" in content && content.event === "click";
        if (isClick && !this.disabled) this.#presses.call();
      },
    });
    this.label = label;
  }

  /** Whether it can be pressed. */
  get disabled(): boolean {
    return this.model.state.disabled === true;
  }

  set disabled(disabled: boolean) {
    this.model.set({ disabled });
  }

  /**
   * Calls back when it is pressed. What the listener prints, and its errors, appear in the cell that made the button.
   *
   * @returns a function that takes the listener off again
   */
  onPress(listener: () => unknown): () => void {
    return this.#presses.add(listener);
  }

  /**
   * Waits until it is pressed.
   *
   * @returns false when it was closed instead, and where nobody is there to press it, as where a notebook is run without a page
   * @throws Stopped when the cell is stopped
   * @example
   * while (await next.pressed()) show(++face);
   */
  async pressed(): Promise<boolean> {
    if (this.isClosed || currentOutputs()?.isAttended !== true) return false;
    return waitUntilTold((tell) => [this.onPress(() => tell(true)), this.onClose(() => tell(false))]);
  }

  picture(): MimeBundle {
    return textPicture(`[${this.label}]`);
  }
}

/**
 * A button.
 *
 * @example
 * const again = button({ label: "Train again", kind: "primary" });
 * again.onPress(() => train({ … }));
 */
export function button(options: ButtonOptions): Button {
  return new Button(options);
}
