import { table } from "arquero";

/** Three runs as `readRuns` returns them: the baseline, one with another learning rate, one under way with both otherwise. */
export const someRuns = table({
  run: ["baseline", "quick", "large"],
  state: ["finished", "finished", "running"],
  seconds: [12.5, 13, undefined],
  steps_done: [8, 8, 1],
  epochs: [2, 2, 2],
  steps: [8, 8, 4],
  batchSize: [4, 4, 8],
  learningRate: [1e-4, 1e-3, 1e-3],
  optimizer: ["adam", "adam", "adam"],
  seed: [1, 1, 1],
  train_count: [16, 16, 16],
  val_count: [4, 4, 4],
  data: ["x y", "x y", "x y"],
  code: ["c0de", "c0de", "c0de"],
  loss: [2.5, 2.25, undefined],
  gender_accuracy: [0.75, 0.5, undefined],
  age_error_by_expected_value: [16.25, 14, undefined],
});

/** What they measured, as `readCurves` returns it, and of a run that is not one of them. */
export const someCurves = {
  steps: table({
    run: [
      ...Array.from({ length: 8 }, () => "baseline"),
      ...Array.from({ length: 8 }, () => "quick"),
      "large",
      "other",
    ],
    step: [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 1],
    loss: [9, 3, 3, 3, 3, 3, 3, 2, 9, 3, 3, 3, 3, 3, 3, 2, 3, 99],
  }),
  evaluations: table({
    run: ["baseline", "baseline", "quick", "quick", "other"],
    step: [4, 8, 4, 8, 1],
    loss: [2.75, 2.5, 2.5, 2.25, 99],
    gender_accuracy: [0.5, 0.75, 0.75, 0.5, 0],
    age_error_by_expected_value: [17, 16.25, 15.123456, 14, 99],
  }),
};
