import type { Metric } from "../../model/metrics";

/** A metric of the validation faces by which runs are compared. */
export interface RunMetric {
  /** Its column in a table of runs, or of evaluations. */
  column: Metric;
  title: string;
  better: "lower" | "higher";
  unit: "number" | "percent";
}

/** What training makes small. */
export const validationLoss: RunMetric = { column: "loss", title: "validation loss", better: "lower", unit: "number" };

/** By the age's expected value. */
export const ageError: RunMetric = {
  column: "age_error_by_expected_value",
  title: "age error (MAE, years)",
  better: "lower",
  unit: "number",
};

export const genderAccuracy: RunMetric = {
  column: "gender_accuracy",
  title: "gender accuracy",
  better: "higher",
  unit: "percent",
};

/** The metrics by which runs are compared. */
export const runMetrics: readonly RunMetric[] = [validationLoss, ageError, genderAccuracy];

/** How a chart writes a metric: "14.35", "79.3 %". */
export function metricFormat(unit: RunMetric["unit"]): { format: string } {
  return { format: unit === "percent" ? ".1~%" : ".4~g" };
}

/** The same for the ticks of an axis, with the digits that near ones need to differ: "78.05 %". */
export function metricTicks(unit: RunMetric["unit"]): { format: string } {
  return unit === "percent" ? { format: ".2~%" } : metricFormat(unit);
}
