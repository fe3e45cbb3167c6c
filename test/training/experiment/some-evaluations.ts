import { table } from "arquero";

/** What three runs of two variants measured in two epochs, as `variantEvaluations` returns it. */
export const someEvaluations = table({
  variant: ["both tasks", "both tasks", "age alone", "age alone", "both tasks", "both tasks"],
  seed: [1, 1, 1, 1, 2, 2],
  run: ["both,seed=1", "both,seed=1", "age,seed=1", "age,seed=1", "both,seed=2", "both,seed=2"],
  code: ["c0de", "c0de", "c0de", "c0de", "c0de", "c0de"],
  step: [4, 8, 4, 8, 4, 8],
  epoch: [1, 2, 1, 2, 1, 2],
  seconds: [5, 10, 5, 10, 5, 10],
  age_loss: [4, 3, 4, 3, 4, 3],
  age_error_by_expected_value: [18, 10, 17, 11, 16, 12],
  gender_loss: [0.75, 0.5, undefined, undefined, 0.75, 0.5],
  gender_accuracy: [0.5, 0.75, undefined, undefined, 0.5, 0.7],
  images_per_second: [300, 300, 310, 310, 320, 320],
});
