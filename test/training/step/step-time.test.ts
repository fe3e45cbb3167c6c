import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { stepTime } from "../../../lib/training/step/step-time";

test("measures the first step and those after it, and leaves the network alone", async () => {
  const model = sharedCnn({ imageSize: 8, filters: [2], dropouts: [0.1], units: 4, headUnits: 2 });
  const tensors = tf.memory().numTensors;
  const { firstStep, step } = await stepTime(model, { batchSize: 2 });
  expect(tf.memory().numTensors).toBe(tensors);
  expect(step).toBeGreaterThan(0);
  expect(firstStep).toBeGreaterThan(step); // the graph is made in it
  model.dispose();
});
