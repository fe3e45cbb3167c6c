import { Control, type ControlOptions } from "./control";
import { widget } from "./page-widget";
import type { WidgetState } from "./widget-model";

/** What a slider is told. */
export interface SliderOptions extends ControlOptions {
  value: number;
  min: number;
  max: number;
  /** Whether it tells of each value while it is dragged, or only of the last. Default true. */
  whileDragging?: boolean;
}

/**
 * A slider for a number, from `min` on in steps: a value between two of them goes to the nearest.
 *
 * @param options - `step`: some hundredth of the way by default, in round numbers
 * @throws RangeError when the value is not between `min` and `max`
 * @example
 * const score = slider({ label: "minimum score", value: 1, min: 0, max: 6, step: 0.1 });
 * score.onChange((minimum) => console.log(records.filter(hasFace(minimum)).numRows()));
 */
export function slider({ step, ...options }: SliderOptions & { step?: number }): Control<number> {
  checkWay(options);
  const exact = step ?? roundStep((options.max - options.min) / 100);
  const digits = Math.min(20, Math.max(0, Math.ceil(-Math.log10(exact) - 1e-9)));
  return numberControl("FloatSlider", options, {
    state: { step: exact, readout_format: `.${digits}f` },
    nearest: onStep(options, exact),
    describe: (value) => value.toFixed(digits),
  });
}

/** A slider for a whole number, see {@link slider}. A step is 1 by default. */
export function integerSlider({ step = 1, ...options }: SliderOptions & { step?: number }): Control<number> {
  checkWay(options);
  for (const number of [options.value, options.min, options.max, step]) {
    if (!Number.isInteger(number))
      throw new RangeError(`${named(options)} is for whole numbers, and ${number} is none`);
  }
  return numberControl("IntSlider", options, { state: { step }, nearest: onStep(options, step), describe: String });
}

/**
 * A slider on which equal ways multiply by equal factors, for numbers such as a learning rate. Values have three digits.
 *
 * @throws RangeError when `min` is not above 0, or the value not between `min` and `max`
 * @example
 * const rate = logSlider({ label: "learning rate", value: 1e-4, min: 1e-5, max: 1e-2 });
 */
export function logSlider(options: SliderOptions): Control<number> {
  checkWay(options);
  const { min, max } = options;
  if (!(min > 0)) throw new RangeError(`${named(options)} begins at ${min}: a logarithm is of numbers above 0`);
  return numberControl("FloatLogSlider", options, {
    // Without a step: the page would move a value that is on none to the nearest, and say so.
    state: { base: 10, min: Math.log10(min), max: Math.log10(max), step: null, readout_format: ".3~g" },
    nearest: (value) => Number(value.toPrecision(3)),
    describe: String,
  });
}

interface NumberKind {
  state: WidgetState;
  /** The value that the slider can have next to a number. */
  nearest(value: number): number;
  describe(value: number): string;
}

function numberControl(name: string, options: SliderOptions, { state, nearest, describe }: NumberKind) {
  const { value, min, max, whileDragging = true } = options;
  // What a page computes, with logarithms above all, may be off in the last digits.
  const slack = 1e-9 * Math.max(Math.abs(min), Math.abs(max));
  const read = (number: unknown) => {
    const isInside = typeof number === "number" && number >= min - slack && number <= max + slack;
    return isInside ? Math.min(max, Math.max(min, nearest(number))) : undefined;
  };
  const control = new Control<number>(
    {
      name,
      options,
      state: { min, max, continuous_update: whileDragging, ...state },
      style: "Slider",
      // The page keeps its number: where it was given another in return, it would send that one's neighbour, and so on.
      read({ value: number }) {
        const value = read(number);
        return value === undefined ? undefined : { value, state: { value: number } };
      },
      admit(number) {
        const value = read(number);
        if (value === undefined) {
          throw new RangeError(`${named(options)} cannot be ${number}: it goes from ${min} to ${max}`);
        }
        return value;
      },
      write: (value) => ({ value }),
      describe,
    },
    value,
  );
  const spoken = widget({ module: "./lib/notebook/widgets/pages/spoken-slider.mjs", state: {} });
  control.onClose(() => spoken.close());
  return control;
}

/** From one of the numbers 1, 2 and 5, times a power of ten, to the next: the one that is not above a number. */
function roundStep(about: number): number {
  const power = 10 ** Math.floor(Math.log10(about));
  return power * ([5, 2].find((factor) => factor * power <= about) ?? 1);
}

function checkWay({ label, min, max }: SliderOptions): void {
  if (Number.isFinite(max - min) && min < max) return;
  throw new RangeError(`${named({ label })} goes from ${min} to ${max}, which is no way`);
}

function onStep({ label, min, max }: SliderOptions, step: number): (value: number) => number {
  if (!(step > 0 && step <= max - min)) {
    throw new RangeError(`${named({ label })} goes from ${min} to ${max}: a step of ${step} is none`);
  }
  // The end is a place to stand on too, also where no step leads to it.
  return (value) => (value >= max ? max : Number((min + Math.round((value - min) / step) * step).toPrecision(12)));
}

function named({ label }: { label?: string | undefined }): string {
  return label === undefined ? "A slider" : `The slider "${label}"`;
}
