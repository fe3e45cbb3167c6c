import type { Metric } from "../../model/metrics";
import { palette } from "../charts/chart-style";
import type { LossCurve } from "./loss-curve";
import type { TrainingState } from "./training-state";

/** One of the curves that a training is judged by. */
export interface TrainingPanel {
  title: string;
  color: string;
  points: readonly { step: number; value: number }[];
  /** The single values that `points` is the running mean of. */
  raw?: readonly { step: number; value: number }[];
  /** The same measured on the validation split. */
  validation?: readonly { step: number; value: number }[];
  unit: "number" | "percent";
}

const [ageColor = "", genderColor = ""] = palette; // those of the heads in the network's diagram

/** Row by row: the age head on the left, the gender head on the right; losses above, validation below. */
export function trainingPanels({ ageLoss, genderLoss, evaluations }: TrainingState): TrainingPanel[] {
  const evaluated = (metric: Metric) => evaluations.map((report) => ({ step: report.step, value: report[metric] }));
  return [
    lossPanel("Loss of the age head", ageColor, ageLoss, evaluated("age_loss")),
    lossPanel("Loss of the gender head", genderColor, genderLoss, evaluated("gender_loss")),
    {
      title: "Validation: age error (MAE, years)",
      color: ageColor,
      unit: "number",
      points: evaluated("age_error_by_expected_value"),
    },
    { title: "Validation: gender accuracy", color: genderColor, unit: "percent", points: evaluated("gender_accuracy") },
  ];
}

function lossPanel(
  title: string,
  color: string,
  { points }: LossCurve,
  validation: TrainingPanel["points"],
): TrainingPanel {
  return {
    title: validation.length > 0 ? `${title} (black: validation)` : title,
    color,
    unit: "number",
    points: points.map(({ step, smoothed }) => ({ step, value: smoothed })),
    raw: points.map(({ step, loss }) => ({ step, value: loss })),
    ...(validation.length > 0 && { validation }),
  };
}
