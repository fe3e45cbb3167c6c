import { Control, type ControlOptions } from "./control";

/** The most characters that are taken. */
const longest = 100_000;

/**
 * A line to write in. It tells of a text when Enter is pressed or something else is touched.
 *
 * @example
 * const name = textField({ label: "run", value: "first" });
 */
export function textField({
  value = "",
  placeholder = "",
  ...options
}: ControlOptions & { value?: string; placeholder?: string } = {}): Control<string> {
  return new Control<string>(
    {
      name: "Text",
      options,
      state: { continuous_update: false, placeholder },
      read: ({ value }) => (typeof value === "string" && value.length <= longest ? { value } : undefined),
      write: (value) => ({ value }),
      describe: (value) => value,
    },
    value,
  );
}
