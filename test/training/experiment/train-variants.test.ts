import path from "node:path";
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { sharedTrunk } from "../../../lib/model/networks/shared-cnn";
import { type TrainVariantsOptions, trainVariants } from "../../../lib/training/experiment/train-variants";
import { readRuns } from "../../../lib/training/results/read-runs";
import { fakeSplit } from "../../model/fake-split";
import { scratchFolder } from "../../scratch-folder";

const runsFolder = path.join(scratchFolder(), "runs");
let log: MockInstance;
beforeEach(() => {
  log = vi.spyOn(console, "log").mockReturnValue();
});
afterEach(() => vi.restoreAllMocks());

const trunk = (images: tf.SymbolicTensor, { seed }: { seed: number }) =>
  sharedTrunk(images, { filters: [4, 4, 4], units: 8, seed });
const experiment: TrainVariantsOptions = {
  name: "fake",
  variants: { both: {}, age: { ageWeight: 1 }, gender: { ageWeight: 0 } },
  seeds: [1],
  network: (seed) => ageGenderNetwork({ trunk, imageSize: 8, headUnits: 8, name: "small", seed }),
  train: fakeSplit({ count: 16 }),
  val: fakeSplit({ count: 8, name: "val" }),
  epochs: 2,
  batchSize: 8,
  runsFolder,
};

test("each variant is trained with each seed; what it did not learn is left empty; no tensor is left", async () => {
  const tensors = tf.memory().numTensors;
  const evaluations = await trainVariants(experiment);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(evaluations.array("variant")).toEqual(["both", "both", "age", "age", "gender", "gender"]);
  expect(evaluations.array("epoch")).toEqual([1, 2, 1, 2, 1, 2]);
  const counts = evaluations.groupby("variant").rollup({
    loss: "d => op.valid(d.loss)",
    gender_accuracy: "d => op.valid(d.gender_accuracy)",
    age_error: "d => op.valid(d.age_error_by_expected_value)",
    speed: "d => op.valid(d.images_per_second)",
  });
  expect(counts.objects()).toEqual([
    { variant: "both", loss: 2, gender_accuracy: 2, age_error: 2, speed: 2 },
    { variant: "age", loss: 0, gender_accuracy: 0, age_error: 2, speed: 2 },
    { variant: "gender", loss: 0, gender_accuracy: 2, age_error: 0, speed: 2 },
  ]);
});

test("finished runs are found again, and of longer ones only the wanted epochs are told", async () => {
  const before = await readRuns({ runsFolder });
  const evaluations = await trainVariants({ ...experiment, epochs: 1 });
  expect(evaluations.array("epoch")).toEqual([1, 1, 1]);
  expect((await readRuns({ runsFolder })).objects()).toEqual(before.objects());
  expect(log).not.toHaveBeenCalled();
});

test("a person who stops it has what is finished, and goes on by the same call", async () => {
  const stop = new AbortController();
  const variants = { slow: {}, fast: { learningRate: 1e-3 } };
  const changed: TrainVariantsOptions = { ...experiment, variants };
  const readImages = async (rows: ArrayLike<number>) => {
    if ((await readRuns({ runsFolder })).array("run").some((run) => String(run).includes("fast"))) stop.abort();
    return experiment.train.readImages(rows);
  };
  const train = { ...experiment.train, readImages };
  const stopped = await trainVariants({ ...changed, train, signal: stop.signal });
  expect(stopped.array("variant")).toEqual(["slow", "slow"]);
  expect(log).toHaveBeenCalledWith("1 of 2 runs are left: start them again to go on.");
  expect((await trainVariants(changed)).numRows()).toBe(4);
});

test("a run that is stopped before its last evaluation is not finished; to evaluate it finishes it", async () => {
  const stop = new AbortController();
  const told: unknown[] = [];
  const changed: TrainVariantsOptions = {
    ...experiment,
    name: "late",
    variants: { one: {} },
    progress: (runs) => ({
      ofRun:
        ({ run }) =>
        (...steps) =>
          told.push([runs.findIndex((one) => one.run === run), ...steps]),
      onEmbed: () => {},
      end: () => told.push("end"),
    }),
  };
  let reads = 0; // one for the fingerprint, one for each evaluation
  const readImages = async (rows: ArrayLike<number>) => {
    if (++reads === 3) stop.abort();
    return experiment.val.readImages(rows);
  };
  const val = { ...experiment.val, readImages };
  expect((await trainVariants({ ...changed, val, signal: stop.signal })).numRows()).toBe(0);
  expect(log).toHaveBeenCalledWith("1 of 1 runs are left: start them again to go on.");
  expect((await trainVariants(changed)).array("step")).toEqual([2, 4]);
  const made = [1, 2, 3].map((step) => [0, step, 4, 0]);
  expect(told).toEqual([...made, "end", [0, 4, 4, 4], "end"]);
});

test("a finished run of another network is not taken for one of these", async () => {
  const network = (seed: number) => ageGenderNetwork({ trunk, imageSize: 8, headUnits: 4, name: "small", seed });
  await expect(trainVariants({ ...experiment, network })).rejects.toThrow("was begun otherwise (network: small of");
});
