import { type ColumnTable, op } from "arquero";

/** What the runs of an experiment measured that has a mean, by its column. */
const MEASUREMENTS = [
  ...["age_loss", "age_error_by_expected_value", "gender_loss", "gender_accuracy"],
  ...["seconds", "images_per_second"],
];

/**
 * The means of each variant's runs at their last evaluations, and how far these lie apart.
 *
 * @param evaluations - as `trainVariants` returns them
 * @returns a row for each variant, in the order of `evaluations`, with the columns `variant`, `runs` (how many) and, for the
 *   losses and errors of both heads, `seconds` and `images_per_second`: `NAME`, the mean; `NAME_sd`, the standard deviation
 *   of the runs (its square divided by n - 1; empty of one run); `NAME_low` and `NAME_high`, the least and the greatest.
 *   Empty where the variant did not learn it
 * @example
 * variantMeans(evaluations).select("variant", "runs", "gender_accuracy", "gender_accuracy_sd")
 */
export function variantMeans(evaluations: ColumnTable): ColumnTable {
  const last = evaluations.groupby("run").filter("d => d.step === op.max(d.step)").reify();
  return last.groupby("variant").rollup(meanAndSpread());
}

/**
 * The same of each step at which the runs were evaluated.
 *
 * @returns a row for each variant and step, with the columns of `variantMeans`, `step` and `epoch`
 */
export function variantCurves(evaluations: ColumnTable): ColumnTable {
  return evaluations.groupby("variant", "step", "epoch").rollup(meanAndSpread());
}

function meanAndSpread() {
  const columns = MEASUREMENTS.flatMap((name) => [
    [name, op.mean(name)],
    [`${name}_sd`, op.stdev(name)],
    [`${name}_low`, op.min(name)],
    [`${name}_high`, op.max(name)],
  ]);
  return { runs: op.count(), ...Object.fromEntries(columns) };
}
