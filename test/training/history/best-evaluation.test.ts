import { expect, test } from "vitest";
import { bestEvaluation, hasStalled } from "../../../lib/training/history/best-evaluation";
import { evaluationReport, evaluationRow } from "../../../lib/training/history/history-rows";
import type { EvaluationReport } from "../../../lib/training/history/report";

/** Evaluations with these validation losses. */
function evaluations(losses: number[]): EvaluationReport[] {
  return losses.map((loss, index) => {
    const zeros = evaluationRow({ step: 0, epoch: 0, seconds: 0, metrics: noMetrics });
    return evaluationReport({ ...zeros, step: index + 1, loss }, 10);
  });
}

const noMetrics = {
  count: 0,
  loss: 0,
  ageLoss: 0,
  genderLoss: 0,
  genderAccuracy: 0,
  ageAccuracy: 0,
  ageWithin5: 0,
  ageWithin10: 0,
  ageErrorByClass: 0,
  ageErrorByExpectedValue: 0,
};

test("the best is the first with the lowest loss", () => {
  expect(bestEvaluation(evaluations([3, 2, 2, 4]))?.step).toBe(2);
  expect(bestEvaluation([])).toBeUndefined();
});

test("the best is that of the losses as training weighs them", () => {
  const [first, second] = evaluations([2, 2]);
  if (!first || !second) throw new Error("two evaluations expected");
  Object.assign(first.metrics, { ageLoss: 1, genderLoss: 3 });
  Object.assign(second.metrics, { ageLoss: 2, genderLoss: 1 });
  expect(bestEvaluation([first, second])).toBe(first);
  expect(bestEvaluation([first, second], 0.6)).toBe(second); // 0.6 + 1.2 against 1.2 + 0.4
  expect(bestEvaluation([first, second], 1)).toBe(first);
  expect(bestEvaluation([first, second], 0)).toBe(second);
  expect(hasStalled([first, second], 1, 1)).toBe(true);
  expect(hasStalled([first, second], 1, 0)).toBe(false);
});

test("training has stalled when the loss was no lower for as many evaluations as are waited for", () => {
  expect(hasStalled(evaluations([3, 2, 2]), 2)).toBe(false);
  expect(hasStalled(evaluations([3, 2, 2, 4]), 2)).toBe(true);
  expect(hasStalled(evaluations([3, 2, 4, 1]), 2)).toBe(false);
  expect(hasStalled([], 1)).toBe(false);
});
