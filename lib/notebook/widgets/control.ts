import type { MimeBundle } from "../../display/display";
import { currentOutputs } from "../../display/display";
import { Listeners } from "./listeners";
import { waitUntilTold } from "./waiting";
import { controls, type Layout, textPicture, Widget, type WidgetPackage } from "./widget";
import type { WidgetState } from "./widget-model";

/** What all controls are told. */
export interface ControlOptions extends Layout {
  /** What it controls, as it stands beside it. */
  label?: string;
}

/** What a class of controls is made of. */
interface ControlKind<Value> {
  /** Which package shows it; JupyterLab's own where not given. */
  package?: WidgetPackage;
  /** The model's name without `Model`, and the view's without `View` where that is another. */
  name: string;
  view?: string;
  options: ControlOptions;
  state: WidgetState;
  /**
   * The value that a page asks for, nothing where that is none: a page may send anything.
   *
   * @param changes - what the page wants the state to be
   * @returns with it, where that is not what `write` says, what becomes of the state
   */
  read(changes: WidgetState): { value: Value; state?: WidgetState } | undefined;
  /** The value that the control has when it is to have this one; throws a RangeError where it cannot. */
  admit?(value: Value): Value;
  /** What the state is for a value. */
  write(value: Value): WidgetState;
  /** The value as text. */
  describe(value: Value): string;
  style?: string;
  /** How it is laid out where its width is not given; with room for its label by default. */
  layout?: WidgetState;
}

/** What JupyterLab gives a control, and its label beside. */
function withLabel(characters: number): WidgetState {
  return { width: `calc(var(--jp-widgets-inline-width) + ${characters}ch)` };
}

/** A widget with a value that a person, or the notebook, sets. */
export class Control<Value> extends Widget {
  readonly label: string;
  readonly #kind: ControlKind<Value>;
  readonly #changes = new Listeners<Value>();
  #value: Value;
  #labelRoom = 0;

  constructor(kind: ControlKind<Value>, wanted: Value) {
    const { name, view, options, state, style = "Description" } = kind;
    const { label = "", width } = options;
    const value = kind.admit?.(wanted) ?? wanted;
    super({
      package: kind.package ?? controls,
      name,
      ...(view !== undefined && { view }),
      state: { description: label, ...state, ...kind.write(value) },
      layout: width === undefined ? (kind.layout ?? withLabel(label.length)) : { width },
      style: { name: style, state: { description_width: "initial" } }, // labels are not cut off
      accept: (changes) => {
        const asked = kind.read(changes);
        if (asked === undefined) return undefined;
        const { value, state = kind.write(value) } = asked;
        return { state, tell: () => this.#take(value) };
      },
    });
    this.label = label;
    this.#kind = kind;
    this.#value = value;
  }

  /** The present value. Setting it moves the control, and calls what listens. */
  get value(): Value {
    return this.#value;
  }

  set value(wanted: Value) {
    const value = this.#kind.admit?.(wanted) ?? wanted;
    this.model.set(this.#kind.write(value));
    this.#take(value);
  }

  /** Whether it can be moved. */
  get disabled(): boolean {
    return this.model.state.disabled === true;
  }

  set disabled(disabled: boolean) {
    this.model.set({ disabled });
  }

  /** Gives its label room for so many characters, as others beside it have; what is there already stays. */
  alignLabel(characters: number): void {
    this.#labelRoom = Math.max(this.#labelRoom, characters);
    this.style?.set({ description_width: `${this.#labelRoom}ch` });
    if (this.#kind.options.width === undefined && this.#kind.layout === undefined) {
      this.layout.set(withLabel(this.#labelRoom));
    }
  }

  /**
   * Calls back with each new value. What the listener prints, and its errors, appear in the cell that made the control.
   *
   * @returns a function that takes the listener off again
   */
  onChange(listener: (value: Value) => unknown): () => void {
    return this.#changes.add(listener);
  }

  /**
   * Each new value, or the latest where several came while the loop was busy, until the control is closed or the cell stopped. Where
   * nobody is there to change anything, as where a notebook is run without a page, there is none.
   *
   * @example
   * for await (const value of rate) console.log(value);
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Value, void, undefined> {
    if (currentOutputs()?.isAttended !== true) return;
    let hasChanged = false;
    let wake = () => {};
    const stops = [
      this.onChange(() => {
        hasChanged = true;
        wake();
      }),
      this.onClose(() => wake()),
    ];
    try {
      while (!this.isClosed) {
        if (!hasChanged) {
          await waitUntilTold<void>((tell) => {
            wake = tell;
            return [];
          });
        }
        hasChanged = false;
        if (!this.isClosed) yield this.#value;
      }
    } finally {
      for (const stop of stops) stop();
    }
  }

  picture(): MimeBundle {
    const value = this.#kind.describe(this.#value);
    return textPicture(this.label === "" ? value : `${this.label}: ${value}`);
  }

  #take(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#changes.call(value);
  }
}
