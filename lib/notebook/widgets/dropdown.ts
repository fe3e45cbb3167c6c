import { Control, type ControlOptions } from "./control";

/** What a dropdown is told. */
export interface DropdownOptions<Value> extends ControlOptions {
  /** What can be chosen, in this order: values that are their own labels, or values by their labels. */
  options: readonly Value[] | Readonly<Record<string, Value>>;
  /** The first by default. */
  value?: Value;
}

/**
 * A list of which one is chosen.
 *
 * @throws RangeError when there is nothing to choose, or the value is not among it
 * @example
 * const optimizer = dropdown({ label: "optimizer", options: ["adam", "sgd", "momentum"] });
 * const network = dropdown({ label: "network", options: { "shared CNN": sharedCnn, residual } });
 */
export function dropdown<const Value>({ options, value, ...rest }: DropdownOptions<Value>): Control<Value> {
  const entries: [string, Value][] = isList(options)
    ? options.map((option): [string, Value] => [String(option), option])
    : Object.entries(options);
  const labels = entries.map(([label]) => label);
  const [first] = entries;
  const what = rest.label === undefined ? "A dropdown" : `The dropdown "${rest.label}"`;
  if (first === undefined) throw new RangeError(`${what} has no options`);
  const indexOf = (wanted: Value) => entries.findIndex(([, option]) => Object.is(option, wanted));
  return new Control<Value>(
    {
      name: "Dropdown",
      options: rest,
      state: { _options_labels: labels },
      read({ index }) {
        const entry = typeof index === "number" ? entries[index] : undefined;
        return entry && { value: entry[1] };
      },
      admit(value) {
        if (indexOf(value) >= 0) return value;
        throw new RangeError(`${what} cannot be ${value}: there are ${labels.join(", ")}`);
      },
      write: (value) => ({ index: indexOf(value) }),
      describe: (value) => labels[indexOf(value)] ?? "",
    },
    value === undefined ? first[1] : value,
  );
}

function isList<Value>(options: DropdownOptions<Value>["options"]): options is readonly Value[] {
  return Array.isArray(options);
}
