import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { measure } from "../../../lib/model/metrics";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { sharedTrunk } from "../../../lib/model/networks/shared-cnn";
import { race } from "../../../lib/training/experiment/race";
import { trainVariants } from "../../../lib/training/experiment/train-variants";
import { variantDifferences } from "../../../lib/training/experiment/variant-differences";
import { predictWithRun } from "../../../lib/training/results/predict-with-run";
import { fakeSplit } from "../../model/fake-split";
import { scratchFolder } from "../../scratch-folder";

const runsFolder = path.join(scratchFolder(), "runs");
beforeAll(() => void vi.spyOn(console, "log").mockReturnValue());
afterAll(() => vi.restoreAllMocks());

const network = (seed: number) =>
  ageGenderNetwork({
    trunk: (images, { seed }) => sharedTrunk(images, { filters: [4, 4, 4], units: 8, seed }),
    ...{ imageSize: 8, headUnits: 8, name: "small", seed },
  });
const experiment = {
  name: "fake",
  seeds: [1, 2],
  train: fakeSplit({ count: 16 }),
  val: fakeSplit({ count: 12, name: "val" }),
  batchSize: 8,
  runsFolder,
};

test("variants are compared face by face and seed by seed, in what both learned; no tensor is left", async () => {
  const variants = { both: {}, fast: { learningRate: 1e-2 }, gender: { ageWeight: 0 } };
  const evaluations = await trainVariants({ ...experiment, variants, network, epochs: 1 });
  const tensors = tf.memory().numTensors;
  const differences = await variantDifferences(evaluations, { baseline: "both", faces: experiment.val, runsFolder });
  expect(tf.memory().numTensors).toBe(tensors);
  expect(differences.map(({ variant, metric }) => [variant, metric])).toEqual([
    ["fast", "age_error_by_expected_value"],
    ["fast", "gender_accuracy"],
    ["gender", "gender_accuracy"],
  ]);
  const errors = { both: 0, fast: 0 };
  for (const variant of ["both", "fast"] as const) {
    for (const run of new Set(Array.from(evaluations.filter(`d => d.variant === "${variant}"`).array("run"), String))) {
      errors[variant] +=
        measure(await predictWithRun(run, experiment.val, { runsFolder })).age_error_by_expected_value / 2;
    }
  }
  const [first] = differences;
  expect(first?.difference).toBeCloseTo(errors.fast - errors.both, 8);
  expect(first).toMatchObject({ baseline: "both", seeds: 2, faces: 12 });
  const groups = [
    { kind: "age", name: "some", rows: [0, 1, 2] },
    { kind: "age", name: "others", rows: [3, 4, 5, 6, 7, 8, 9, 10, 11] },
  ] as const;
  const [some, others] = await variantDifferences(evaluations, {
    ...{ baseline: "both", faces: experiment.val, runsFolder },
    groups: groups.map((group) => ({ ...group, rows: [...group.rows] })),
  });
  expect(some).toMatchObject({ variant: "fast", group: "some", faces: 3 });
  expect(others).toMatchObject({ variant: "fast", group: "others", faces: 9 });
  expect((3 * (some?.difference ?? 0) + 9 * (others?.difference ?? 0)) / 12).toBeCloseTo(first?.difference ?? 0, 8);
  await expect(
    variantDifferences(evaluations, { baseline: "none", faces: experiment.val, runsFolder }),
  ).rejects.toThrow('"none" is no variant with a finished run: there are both, fast, gender.');
});

test("in a race each network is trained for as many epochs as it makes in the seconds, the first of them included", async () => {
  const networks = { one: network, other: network };
  const raced = await race({ ...experiment, name: "race", networks, seconds: 1e-6 });
  expect(raced.array("variant")).toEqual(["one", "other", "one", "other"]);
  expect(raced.array("epoch")).toEqual([1, 1, 1, 1]);
  const longer = await race({ ...experiment, name: "race", networks, seconds: 0.2 });
  const evaluated = Array.from(longer.groupby("run").count().array("count"), Number);
  expect(evaluated.every((evaluations) => evaluations > 1)).toBe(true);
});
