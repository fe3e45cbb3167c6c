import { palette } from "./chart-style";
import type { LossCurve } from "./loss-curve";
import type { TrainingState } from "./training-state";

/** One of the curves that a training is judged by. */
export interface TrainingPanel {
  title: string;
  color: string;
  points: readonly { step: number; value: number }[];
  /** The single values that `points` is the running mean of. */
  raw?: readonly { step: number; value: number }[];
  unit: "number" | "percent";
}

const [ageColor = "", genderColor = ""] = palette; // those of the heads in the network's diagram

/** Row by row: the age head on the left, the gender head on the right; losses above, validation below. */
export function trainingPanels({ ageLoss, genderLoss, evaluations }: TrainingState): TrainingPanel[] {
  const evaluated = (metric: "ageErrorByExpectedValue" | "genderAccuracy") =>
    evaluations.map(({ step, metrics }) => ({ step, value: metrics[metric] }));
  return [
    { title: "Loss of the age head", color: ageColor, unit: "number", ...losses(ageLoss) },
    { title: "Loss of the gender head", color: genderColor, unit: "number", ...losses(genderLoss) },
    {
      title: "Validation: age error (MAE, years)",
      color: ageColor,
      unit: "number",
      points: evaluated("ageErrorByExpectedValue"),
    },
    { title: "Validation: gender accuracy", color: genderColor, unit: "percent", points: evaluated("genderAccuracy") },
  ];
}

function losses({ points }: LossCurve) {
  return {
    points: points.map(({ step, smoothed }) => ({ step, value: smoothed })),
    raw: points.map(({ step, loss }) => ({ step, value: loss })),
  };
}
