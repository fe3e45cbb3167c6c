import { Control, type ControlOptions } from "./control";

/**
 * A box to check.
 *
 * @example
 * const mirrored = toggle({ label: "mirror", value: true });
 */
export function toggle({ value = false, ...options }: ControlOptions & { value?: boolean } = {}): Control<boolean> {
  return new Control<boolean>(
    {
      name: "Checkbox",
      options,
      state: { indent: false },
      read: ({ value }) => (typeof value === "boolean" ? { value } : undefined),
      write: (value) => ({ value }),
      describe: (value) => (value ? "yes" : "no"),
    },
    value,
  );
}
