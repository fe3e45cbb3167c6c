import { expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { trainingChart } from "../../../lib/notebook/training-view/training-chart";
import { TrainingState } from "../../../lib/notebook/training-view/training-state";

test("both axes tell what they are of: steps, and shares with ticks that differ though they lie near each other", async () => {
  const state = new TrainingState();
  const losses = { loss: 2, age_loss: 4, gender_loss: 0.7 };
  const shares = { age_accuracy: 0.05, age_within_5: 0.4, age_within_10: 0.5 };
  for (const [step, gender_accuracy] of [0.7955, 0.8016].entries()) {
    const speed = { learning_rate: 1e-4, images_per_second: 80 };
    state.addStep({ step: step + 1, steps: 2, epoch: 1, mode: "compiled", ...losses, ...speed });
    const errors = { age_error_by_class: 12, age_error_by_expected_value: 11 - step };
    state.evaluations.push({ step: step + 1, epoch: 1, seconds: 1, ...losses, ...errors, ...shares, gender_accuracy });
  }
  const svg = String((await mimeBundle(trainingChart(state)))["image/svg+xml"]);
  expect(svg).toContain(">step<");
  const ticks = Array.from(svg.matchAll(/>([\d.]+%)</g), ([, text]) => text);
  expect(ticks.length).toBeGreaterThan(1);
  expect(new Set(ticks).size).toBe(ticks.length);
});
