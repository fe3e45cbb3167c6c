import { afterEach, expect, test } from "vitest";
import {
  HYPERPARAMETER_DEFAULTS,
  hyperparameterControls,
  setHyperparameters,
} from "../../../lib/notebook/training-panel/hyperparameters";
import { trainingCode } from "../../../lib/notebook/training-panel/training-code";
import { valuesOf } from "../../../lib/notebook/widgets/interact";
import { planTraining } from "../../../lib/training/plan";
import { fakeSplit } from "../../model/fake-split";
import { PretendPage } from "../widgets/pretend-page";

const page = new PretendPage();
afterEach(() => page.clear());

test("each has a control that says its default; what stands there at first is what train does by itself", async () => {
  const controls = await page.run(() => hyperparameterControls());
  const { network, epochs, ...parameters } = valuesOf(controls);
  expect([network, epochs]).toEqual(["shared-cnn", 15]);
  const splits = { train: fakeSplit(), val: fakeSplit({ name: "val" }) };
  expect(planTraining({}, splits, 8)).toMatchObject(parameters);
  expect(Object.values(controls).map(({ label }) => label)).toEqual([
    "learning rate (default 0.0001)",
    "batch size (default 16)",
    "epochs (default 15)",
    "seed (default 1)",
    "label smoothing, years (default 0)",
    "network (default shared-cnn)",
    "optimizer (default adam)",
    "schedule (default constant)",
    "augmentation (default flip)",
    "precision (default auto)",
  ]);
});

test("a notebook's own values stand there as they are, also where they are no usual ones", async () => {
  const own = { learningRate: 0.3, batchSize: 20, epochs: 80, seed: 1234, labelSigma: 12.5, optimizer: "sgd" } as const;
  const controls = await page.run(() => hyperparameterControls(own));
  expect(valuesOf(controls)).toEqual({ ...HYPERPARAMETER_DEFAULTS, ...own });
  setHyperparameters(controls, HYPERPARAMETER_DEFAULTS);
  expect(valuesOf(controls)).toEqual(HYPERPARAMETER_DEFAULTS);
  expect(page.stateOf(controls.batchSize)).toMatchObject({ index: 1 }); // 8, 16, 20 …
});

test("the same as code, without what is as by default", () => {
  expect(trainingCode(HYPERPARAMETER_DEFAULTS)).toBe(
    "await train({ model: ageGenderNetwork({ imageSize, seed: 1 }), train: store.train, val: store.val })",
  );
  const other = { learningRate: 1e-3, seed: 42, network: "residual", optimizer: "momentum" } as const;
  expect(trainingCode({ ...HYPERPARAMETER_DEFAULTS, ...other })).toBe(
    'await train({ model: ageGenderNetwork({ trunk: "residual", imageSize, seed: 42 }), train: store.train, val: store.val, learningRate: 0.001, seed: 42, optimizer: "momentum" })',
  );
  expect(trainingCode({ ...HYPERPARAMETER_DEFAULTS, network: "faceres" })).toContain(
    "model: await faceresNetwork({ imageSize, seed: 1 })",
  );
});
