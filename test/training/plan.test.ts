import { describe, expect, test } from "vitest";
import { planTraining } from "../../lib/training/plan";
import { fakeSplit } from "../model/fake-split";

const splits = { train: fakeSplit({ count: 33 }), val: fakeSplit({ name: "val" }) };

describe("planTraining", () => {
  test("has the reference's numbers as defaults", () => {
    expect(planTraining({}, splits, 8)).toEqual({
      batchSize: 16,
      learningRate: 1e-4,
      schedule: "constant",
      warmUpSteps: 0,
      labelSigma: 0,
      ageBalance: 0,
      ageLoss: "classes",
      ageWeight: 0.5,
      augment: "flip",
      optimizer: "adam",
      averageDecay: 0,
      precision: "auto",
      checkpointEvery: 1500,
      seed: 1,
      stepsPerEpoch: 3, // 33 faces: 16, 16 and 1
      evaluateEvery: 3,
      steps: 45,
    });
  });

  test("counts steps by epochs or takes them as given", () => {
    expect(planTraining({ epochs: 2 }, splits, 8).steps).toBe(6);
    expect(planTraining({ steps: 7 }, splits, 8).steps).toBe(7);
    expect(() => planTraining({ epochs: 1, steps: 7 }, splits, 8)).toThrow("give epochs or steps, not both");
  });

  test.each([
    [{ epochs: 0 }, "epochs must be a whole number of at least 1, but is 0"],
    [{ epochs: 1.5 }, "epochs must be a whole number of at least 1, but is 1.5"],
    [{ steps: -1 }, "steps must be"],
    [{ batchSize: 0 }, "batchSize must be"],
    [{ batchSize: Number.NaN }, "batchSize must be"],
    [{ learningRate: 0 }, "the learning rate must be above 0 and at most 1, but is 0"],
    [{ learningRate: 1.1 }, "the learning rate must be"],
    [{ learningRate: Number.NaN }, "the learning rate must be"],
    [{ seed: 0.5 }, "the seed must be a whole number"],
    [{ checkpointEvery: 0 }, "checkpointEvery must be"],
    [{ labelSigma: -1 }, "labelSigma must be a number of years from 0 to 50, but is -1"],
    [{ ageWeight: 1.1 }, "ageWeight must be a share from 0 to 1, or learned, but is 1.1"],
    [{ ageBalance: 2 }, "ageBalance must be a number from 0 to 1, but is 2"],
    [{ augment: JSON.parse('"rotate"') }, "there is no augmentation rotate: it is one of flip, flip-shift-zoom"],
    [{ averageDecay: 1 }, "averageDecay must be at least 0 and below 1, but is 1"],
    [{ evaluateEvery: 0 }, "evaluateEvery must be"],
  ])("refuses %j", (parameters, message) => {
    expect(() => planTraining(parameters, splits, 8)).toThrow(message);
  });

  test("refuses faces of another size, and no faces", () => {
    expect(() => planTraining({}, splits, 64)).toThrow("the split train has images of 8 px, the network takes 64 px");
    const empty = { ...splits, val: fakeSplit({ name: "val", count: 0 }) };
    expect(() => planTraining({}, empty, 8)).toThrow("the split val has no faces");
  });
});
