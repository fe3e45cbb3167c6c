/** A metric of the validation faces by which runs are compared. */
export interface RunMetric {
  /** Its column in a table of runs, or of evaluations. */
  column: string;
  title: string;
  better: "lower" | "higher";
  unit: "number" | "percent";
}

/** The metrics by which runs are compared: the first is what training makes small. */
export const runMetrics: readonly [RunMetric, RunMetric, RunMetric] = [
  { column: "loss", title: "validation loss", better: "lower", unit: "number" },
  { column: "age_error_by_expected_value", title: "age error (MAE, years)", better: "lower", unit: "number" },
  { column: "gender_accuracy", title: "gender accuracy", better: "higher", unit: "percent" },
];

/** How a chart writes a metric: "14.35", "79.3 %". */
export function metricFormat(unit: RunMetric["unit"]): { format: string } {
  return { format: unit === "percent" ? ".1~%" : ".4~g" };
}
