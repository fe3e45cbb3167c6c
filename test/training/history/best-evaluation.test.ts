import { expect, test } from "vitest";
import { bestEvaluation, hasStalled } from "../../../lib/training/history/best-evaluation";
import type { EvaluationReport } from "../../../lib/training/history/report";

/** Evaluations with these validation losses. */
function evaluations(losses: number[]): EvaluationReport[] {
  return losses.map((loss, index) => ({ ...nothingYet, step: index + 1, loss }));
}

const nothingYet: EvaluationReport = {
  ...{ step: 0, epoch: 0, seconds: 0, loss: 0, age_loss: 0, gender_loss: 0, gender_accuracy: 0, age_accuracy: 0 },
  ...{ age_within_5: 0, age_within_10: 0, age_error_by_class: 0, age_error_by_expected_value: 0 },
};

test("the best is the first with the lowest loss", () => {
  expect(bestEvaluation(evaluations([3, 2, 2, 4]))?.step).toBe(2);
  expect(bestEvaluation([])).toBeUndefined();
});

test("the best is that of the losses as training weighs them", () => {
  const [first, second] = evaluations([2, 2]);
  if (!first || !second) throw new Error("two evaluations expected");
  Object.assign(first, { age_loss: 1, gender_loss: 3 });
  Object.assign(second, { age_loss: 2, gender_loss: 1 });
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
