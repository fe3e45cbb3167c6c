import { expect, test } from "vitest";
import { type Experiment, variantRuns } from "../../../lib/training/experiment/variant-runs";
import { fakeSplit } from "../../model/fake-split";

const faces = { train: fakeSplit({ count: 16 }), val: fakeSplit({ count: 8, name: "val" }) };
const experiment: Experiment = {
  ...faces,
  name: "fake, 8 px",
  variants: { "both tasks": {}, "age alone": { ageWeight: 1 } },
  seeds: [1, 2],
  epochs: 3,
  batchSize: 8,
};
const namesOf = (changes: Partial<Experiment>) => variantRuns({ ...experiment, ...changes }).map(({ run }) => run);

test("all variants with the first seed, then all with the next, named after what they are", () => {
  const runs = variantRuns(experiment);
  expect(runs.map(({ run }) => run)).toEqual([
    "fake-8-px,both-tasks,batchSize=8,seed=1",
    "fake-8-px,age-alone,batchSize=8,ageWeight=1,seed=1",
    "fake-8-px,both-tasks,batchSize=8,seed=2",
    "fake-8-px,age-alone,batchSize=8,ageWeight=1,seed=2",
  ]);
  expect(runs[3]).toMatchObject({ variant: "age alone", seed: 2, parameters: { epochs: 3, ageWeight: 1, seed: 2 } });
  expect(runs.map(({ plan }) => plan.steps)).toEqual([6, 6, 6, 6]);
});

test("how long it is trained is in a run's name only where the learning rate follows from it", () => {
  expect(namesOf({ epochs: 4 })).toEqual(namesOf({}));
  expect(namesOf({ schedule: "cosine" })[0]).toBe("fake-8-px,both-tasks,epochs=3,batchSize=8,schedule=cosine,seed=1");
});

test("a variant may be trained for another time", () => {
  const [usual, short] = variantRuns({ ...experiment, variants: { usual: {}, short: { steps: 2 } } });
  expect([usual?.plan.steps, short?.plan.steps]).toEqual([6, 2]);
});

test("what cannot be run is refused before anything is", () => {
  expect(() => namesOf({ variants: {} })).toThrow("has no variants");
  expect(() => namesOf({ seeds: [] })).toThrow("has no seeds");
  expect(() => namesOf({ seeds: [1, 2, 1] })).toThrow("the seed 1 is there twice");
  expect(() => namesOf({ variants: { "a b": {}, "a-b": {} } })).toThrow('"a b" and "a-b" would have the same name');
  expect(() => namesOf({ variants: { "?": {} }, name: "?" })).toThrow("cannot be a run's name");
  expect(() => namesOf({ variants: { odd: { ageWeight: 7 } } })).toThrow("ageWeight must be a share from 0 to 1");
});
