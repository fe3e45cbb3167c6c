import { expect, test } from "vitest";
import { hyperparametersOf } from "../../../lib/programs/train/train-hyperparameters";
import { createTrainProgram } from "../../../lib/programs/train/train-program";
import { planSweep } from "../../../lib/training/sweep/plan-sweep";

const hyperparameters = hyperparametersOf(createTrainProgram());
const plan = (...texts: string[]) => planSweep(texts, { hyperparameters });
const draw = (count: number, ...texts: string[]) => planSweep(texts, { hyperparameters, count });

test("what can be swept is what the train program takes, but for paths and names", () => {
  const names = hyperparameters.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(["network", "learningRate", "batchSize", "epochs", "schedule", "optimizer", "seed"]),
  );
  expect(names).not.toEqual(expect.arrayContaining(["imgDir"]));
  expect(names.filter((name) => /dir|csv|run|resume|help/i.test(name))).toEqual([]);
});

test("a run for each combination, named by its settings, which the train program is told", () => {
  const runs = plan("learningRate=1e-4,3e-4", "batch-size=16,64");
  expect(runs).toHaveLength(4);
  const last = runs.at(-1);
  expect(last?.settings).toEqual({ batchSize: 64, learningRate: 3e-4 });
  expect(last?.name.split(",").sort()).toEqual(["batchSize=64", "learningRate=0.0003"]);
  expect([...(last?.arguments ?? [])].sort()).toEqual(["--batch-size=64", "--learning-rate=0.0003"]);
});

test("the names do not depend on how the settings are written", () => {
  const names = (...texts: string[]) => plan(...texts).map(({ name }) => name);
  expect(names("batchSize=16", "learning-rate=0.00010")).toEqual(names("learningRate=1e-4", "batch-size=16"));
});

test("draws from ranges and lists: whole numbers where the train program takes no others", () => {
  const runs = draw(40, "learningRate=1e-5..1e-2", "batchSize=8..64", "precision=float32,bfloat16");
  expect(new Set(runs.map(({ name }) => name)).size).toBe(40);
  for (const { settings } of runs) expect(Number.isInteger(settings.batchSize)).toBe(true);
  expect(runs.some(({ settings }) => !Number.isInteger(Math.log10(Number(settings.learningRate))))).toBe(true);
});

test("says what is wrong, and what there is", () => {
  expect(() => plan("learningrat=1")).toThrow(
    /no parameter learningrat to try values of; there is .*learningRate.*seed/,
  );
  expect(() => plan("imgDir=a,b")).toThrow("There is no parameter imgDir");
  expect(() => plan("batchSize")).toThrow('"batchSize" is not like learningRate=1e-4,3e-4');
  expect(() => plan("batchSize=")).toThrow('"batchSize=" is not like');
  expect(() => plan("batchSize=16,x")).toThrow('batchSize cannot be "x". It is not a whole number of at least 1.');
  expect(() => plan("batchSize=16,")).toThrow('batchSize cannot be "".');
  expect(() => plan("learningRate=2")).toThrow('learningRate cannot be "2". It is not a number from');
  expect(() => plan("precision=float16")).toThrow('precision cannot be "float16". Allowed choices are');
  expect(() => plan("seed=1", "seed=2")).toThrow("seed is given twice");
  expect(() => plan("learningRate=1e-4..1e-2")).toThrow(
    "learningRate=0.0001..0.01 is a range, to be drawn from: add --random",
  );
  expect(() => draw(5, "learningRate=1e-2..1e-4")).toThrow("its first end must be the lower");
  expect(() => draw(5, "precision=float32..bfloat16")).toThrow("precision is no number, so it has no range");
});
