import { Control, type ControlOptions } from "./control";
import type { WidgetState } from "./widget-model";

/** What a slider is told. */
export interface SliderOptions extends ControlOptions {
  value: number;
  min: number;
  max: number;
  /** From one value to the next; a hundredth of the way, or a whole number, by default. */
  step?: number;
  /** Whether it tells of each value while it is dragged, or only of the last. Default true. */
  whileDragging?: boolean;
}

/**
 * A slider for a number.
 *
 * @throws RangeError when the value is not between `min` and `max`
 * @example
 * const score = slider({ label: "minimum score", value: 1, min: 0, max: 6, step: 0.1 });
 * score.onChange((minimum) => console.log(records.filter(hasFace(minimum)).numRows()));
 */
export function slider({ step, ...options }: SliderOptions): Control<number> {
  const exact = step ?? (options.max - options.min) / 100;
  const digits = Math.max(0, Math.ceil(-Math.log10(exact) - 1e-9));
  return numberControl("FloatSlider", options, {
    state: { step: exact, readout_format: `.${digits}f` },
    isValue: Number.isFinite,
    describe: (value) => value.toFixed(digits),
  });
}

/** A slider for a whole number, see {@link slider}. */
export function integerSlider({ step = 1, ...options }: SliderOptions): Control<number> {
  return numberControl("IntSlider", options, { state: { step }, isValue: Number.isInteger, describe: String });
}

/**
 * A slider on which equal ways multiply by equal factors, for numbers such as a learning rate. A step is a twentieth of a factor of ten.
 *
 * @throws RangeError when `min` is not above 0, or the value not between `min` and `max`
 * @example
 * const rate = logSlider({ label: "learning rate", value: 1e-4, min: 1e-5, max: 1e-2 });
 */
export function logSlider(options: Omit<SliderOptions, "step">): Control<number> {
  const { min, max } = options;
  if (!(min > 0)) throw new RangeError(`${named(options)} begins at ${min}: a logarithm is of numbers above 0`);
  return numberControl("FloatLogSlider", options, {
    state: { base: 10, min: Math.log10(min), max: Math.log10(max), step: 0.05, readout_format: ".2~g" },
    isValue: Number.isFinite,
    describe: (value) => String(Number(value.toPrecision(2))),
  });
}

interface NumberKind {
  state: WidgetState;
  isValue(value: unknown): boolean;
  describe(value: number): string;
}

function numberControl(
  name: string,
  options: SliderOptions,
  { state, isValue, describe }: NumberKind,
): Control<number> {
  const { value, min, max, whileDragging = true } = options;
  if (!(min < max)) throw new RangeError(`${named(options)} goes from ${min} to ${max}, which is no way`);
  // What a page computes with logarithms may be off in the last digit.
  const [low, high] = [min, max].map((end, index) => end + (index === 0 ? -1 : 1) * 1e-9 * Math.abs(end));
  const isInside = (number: number) => number >= (low ?? min) && number <= (high ?? max);
  return new Control<number>(
    {
      name,
      options,
      state: { min, max, continuous_update: whileDragging, ...state },
      fields: ["value"],
      style: "Slider",
      read: ({ value }) => (typeof value === "number" && isValue(value) && isInside(value) ? value : undefined),
      write(value) {
        if (isValue(value) && isInside(value)) return { value };
        throw new RangeError(`${named(options)} cannot be ${value}: it goes from ${min} to ${max}`);
      },
      describe,
    },
    value,
  );
}

function named({ label }: ControlOptions): string {
  return label === undefined ? "A slider" : `The slider "${label}"`;
}
