import type { ColumnTable } from "arquero";
import { asDisplayable, type Displayable } from "../../display/display";
import { columnsBundle, type FormattedColumn } from "../../display/formatted-columns";
import type { ConstantAnswer } from "../../model/constant-answer";
import { variantMeans } from "../../training/experiment/variant-means";
import { describeDuration } from "../progress/duration";
import { ageError, genderAccuracy } from "../runs/run-metrics";

/** The columns, and how a mean and a standard deviation are written. */
const columns: readonly {
  column: string;
  title: string;
  format: (mean: number, deviation?: number) => string;
}[] = [
  { ...ageError, format: withSpread((years) => years.toFixed(2)) },
  { ...genderAccuracy, format: withSpread((share) => (100 * share).toFixed(1), " %") },
  { column: "images_per_second", title: "images/s in training", format: withSpread((rate) => rate.toFixed(0)) },
  { column: "seconds", title: "time", format: (seconds) => describeDuration(seconds) },
];

/**
 * The variants of an experiment as a table, a row a variant: how many runs, and of their last evaluations mean and standard
 * deviation. What a variant did not learn is left empty.
 *
 * @param evaluations - as `trainVariants` returns them
 * @param constant - what the same answer to every face is worth, which has a row of its own
 * @example
 * variantsTable(evaluations, constantAnswer(store.train, store.val))
 */
export function variantsTable(evaluations: ColumnTable, constant: ConstantAnswer): Displayable {
  const means = variantMeans(evaluations);
  const texts = (column: string) => Array.from(means.array(column), (value) => value);
  const formatted: FormattedColumn[] = [
    { name: "variant", align: "left", cells: [...texts("variant").map(String), "always the same answer"] },
    { name: "runs", align: "right", cells: texts("runs").map(String) },
    ...columns.map(({ column, title, format }): FormattedColumn => {
      const [values, deviations] = [texts(column), texts(`${column}_sd`)];
      const cells = values.map((value, row) => (value === undefined ? "" : format(value, deviations[row])));
      const same = new Map<string, number>(Object.entries(constant)).get(column);
      return { name: title, align: "right", cells: [...cells, same === undefined ? "" : format(same)] };
    }),
  ];
  return asDisplayable(columnsBundle(formatted, notesOn(evaluations)));
}

function notesOn(evaluations: ColumnTable): string[] {
  if (evaluations.numRows() === 0) return ["No run is finished."];
  const versions = new Set(evaluations.array("code")).size;
  return [
    "Of each run's last evaluation the mean, ± the standard deviation of the runs.",
    ...(versions > 1
      ? [`These runs are of ${versions} versions of the code: remove their folders to train them all anew.`]
      : []),
  ];
}

/** Writes "9.12 ± 0.20", and of a single run "9.12". */
function withSpread(format: (value: number) => string, unit = "") {
  return (mean: number, deviation?: number) =>
    deviation === undefined ? `${format(mean)}${unit}` : `${format(mean)} ± ${format(deviation)}${unit}`;
}
