import { describe, expect, test } from "vitest";
import { compile } from "../../../lib/engine/compile";
import { tf } from "../../../lib/engine/tensorflow";
import { type JointLossOptions, jointLoss } from "../../../lib/model/losses/joint-loss";

function losses(
  ageLogits: number[][],
  genderLogits: number[][],
  ages: number[],
  genders: number[],
  options?: JointLossOptions,
) {
  const inputs: [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D] = [
    tf.tensor2d(ageLogits),
    tf.tensor2d(genderLogits),
    tf.tensor1d(ages, "int32"),
    tf.tensor1d(genders, "int32"),
  ];
  const { loss, age, gender } = jointLoss(...inputs, options);
  const numbers = { loss: loss.arraySync(), age: age.arraySync(), gender: gender.arraySync() };
  tf.dispose([loss, age, gender, ...inputs]);
  return numbers;
}

function crossEntropy(logits: number[][], classes: number[]): number {
  const losses = logits.map((row, index) => {
    const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
    return -Math.log(Math.exp(row[classes[index] ?? -1] ?? Number.NaN) / total);
  });
  return losses.reduce((sum, loss) => sum + loss) / losses.length;
}

test("is the mean of the two softmax cross-entropies, computed by plain loops", () => {
  const ageLogits = [0, 1, 2].map((row) => Array.from({ length: 101 }, (_, age) => Math.sin(age + row) * 3));
  const genderLogits = [
    [0.5, -1],
    [2, 2.5],
    [-3, 4],
  ];
  const result = losses(ageLogits, genderLogits, [0, 55, 100], [0, 1, 1]);
  const [age, gender] = [crossEntropy(ageLogits, [0, 55, 100]), crossEntropy(genderLogits, [0, 1, 1])];
  expect(result.age).toBeCloseTo(age, 5);
  expect(result.gender).toBeCloseTo(gender, 5);
  expect(result.loss).toBeCloseTo((age + gender) / 2, 5);
});

test("large logits do not overflow: Keras 3.15 says 48.7523", () => {
  const logits = [
    [1, -2, 0.5],
    [0, 3, 100],
  ];
  expect(losses(logits, logits, [0, 1], [0, 1]).age).toBeCloseTo(48.7523, 4);
});

test("a head that knows nothing has the logarithm of its classes", () => {
  const nothing = losses([Array.from({ length: 101 }, () => 0)], [[0, 0]], [30], [1]);
  expect(nothing.age).toBeCloseTo(Math.log(101), 5);
  expect(nothing.gender).toBeCloseTo(Math.log(2), 5);
});

describe("with the ages' labels smoothed", () => {
  const halving = 1 / Math.sqrt(2 * Math.log(2)); // densities 1, 1/2, 1/16, 1/512 … 0, 1, 2, 3 years away

  test("the age's loss is the cross-entropy of the Gaussian, the gender's what it was", () => {
    // Only the logits of 29 and 31 differ from 0: -log(softmax) is log(total) there less 2, elsewhere log(total).
    const logits = Array.from({ length: 101 }, (_, age) => (age === 29 || age === 31 ? 2 : 0));
    const total = Math.log(99 + 2 * Math.exp(2));
    const beside = 1 / 2 / (1 + 2 * (1 / 2 + 1 / 16 + 1 / 512 + 1 / 65536));
    const result = losses([logits], [[1, 0]], [30], [0], { labelSigma: halving });
    expect(result.age).toBeCloseTo(total - 2 * 2 * beside, 4);
    expect(result.gender).toBeCloseTo(Math.log(1 + Math.exp(-1)), 5);
    expect(result.loss).toBeCloseTo((result.age + result.gender) / 2, 5);
  });

  test("the gradient pulls the age's softmax towards the Gaussian", () => {
    const gradient = tf.tidy(() => {
      const loss = (ageLogits: tf.Tensor) =>
        jointLoss(ageLogits.as2D(1, 101), tf.zeros([1, 2]), tf.tensor1d([30], "int32"), tf.tensor1d([1], "int32"), {
          labelSigma: halving,
        }).age;
      return Array.from(
        tf
          .grad(loss)(tf.zeros([1, 101]))
          .dataSync(),
      );
    });
    const total = 1 + 2 * (1 / 2 + 1 / 16 + 1 / 512 + 1 / 65536);
    [1, 1 / 2, 1 / 16, 0.00195, 0].forEach((density, years) => {
      expect(gradient[30 - years]).toBeCloseTo(1 / 101 - density / total, 4);
      expect(gradient[30 + years]).toBeCloseTo(1 / 101 - density / total, 4);
    });
  });
});

test("with class weights, a face counts by its age in the age's loss", () => {
  const certain = (age: number, logit: number) => Array.from({ length: 101 }, (_, at) => (at === age ? logit : 0));
  const logits = [certain(10, 5), certain(90, 1)];
  const ageClassWeights = Array.from({ length: 101 }, (_, age) => (age === 10 ? 0.5 : age === 90 ? 3 : 0));
  const result = losses(
    logits,
    [
      [0, 0],
      [1, 0],
    ],
    [10, 90],
    [0, 1],
    { ageClassWeights },
  );
  const loss = (logit: number) => Math.log(100 + Math.exp(logit)) - logit;
  expect(result.age).toBeCloseTo((0.5 * loss(5) + 3 * loss(1)) / 2, 5);
  expect(result.gender).toBeCloseTo((Math.log(2) + Math.log(1 + Math.E)) / 2, 5);
});

describe("with a weight of the age", () => {
  const logits = { age: [Array.from({ length: 101 }, () => 0)], gender: [[0, 0]] };
  const [age, gender] = [Math.log(101), Math.log(2)];

  test.each([
    [0.25, 0.25 * age + 0.75 * gender],
    [1, age],
    [0, gender],
  ])("%f, the loss is the weighted mean", (ageWeight, loss) => {
    const result = losses(logits.age, logits.gender, [30], [1], { ageWeight });
    expect(result.loss).toBeCloseTo(loss, 5);
    expect([result.age, result.gender]).toEqual([expect.closeTo(age, 5), expect.closeTo(gender, 5)]);
  });

  test.each([
    [0.25, [0.25, 0.75]],
    [1, [1, undefined]],
    [0, [undefined, 1]],
  ])("%f, the heads' gradients have these weights; one of a task left out has none", (ageWeight, shares) => {
    const [ofAge, ofGender] = [tf.variable(tf.zeros([1, 101])), tf.variable(tf.zeros([1, 2]))];
    const [age, gender] = [tf.tensor1d([30], "int32"), tf.tensor1d([1], "int32")];
    const { value, grads } = tf.variableGrads(
      () => jointLoss(ofAge.as2D(1, 101), ofGender.as2D(1, 2), age, gender, { ageWeight }).loss,
      [ofAge, ofGender],
    );
    const [ageGradient, genderGradient] = [grads[ofAge.name], grads[ofGender.name]];
    const share = (gradient: tf.Tensor | undefined, alone: number) => {
      const [first] = gradient?.dataSync() ?? [];
      return first === undefined ? undefined : Number((first / alone).toFixed(4));
    };
    expect([share(ageGradient, 1 / 101), share(genderGradient, 1 / 2)]).toEqual(shares);
    tf.dispose([ofAge, ofGender, age, gender, value, ...Object.values(grads)]);
  });
});

describe("with the losses weighted by uncertainty", () => {
  const [age, gender] = [Math.log(101), Math.log(2)];
  const logits: [number[][], number[][]] = [[Array.from({ length: 101 }, () => 0)], [[0, 0]]];

  /** The loss, and its gradient by the logarithms of the variances. */
  function weighted(variances: [number, number]) {
    return tf.tidy(() => {
      const loss = (logVariances: tf.Tensor) =>
        jointLoss(
          tf.tensor2d(logits[0]),
          tf.tensor2d(logits[1]),
          tf.tensor1d([30], "int32"),
          tf.tensor1d([1], "int32"),
          {
            logVariances: logVariances.as1D(),
          },
        ).loss;
      const { value, grad } = tf.valueAndGrad(loss)(tf.tensor1d(variances.map(Math.log)));
      return { loss: value.arraySync(), gradient: Array.from(grad.dataSync()) };
    });
  }

  test("each is divided by its variance, and half of the variance's logarithm is added", () => {
    const { loss, gradient } = weighted([8, 0.5]);
    expect(loss).toBeCloseTo(age / 8 + gender / 0.5 + (Math.log(8) + Math.log(0.5)) / 2, 5);
    expect(gradient[0]).toBeCloseTo(1 / 2 - age / 8, 5);
    expect(gradient[1]).toBeCloseTo(1 / 2 - gender / 0.5, 5);
  });

  test("the variances rest where they are twice the losses", () => {
    for (const slope of weighted([2 * age, 2 * gender]).gradient) expect(slope).toBeCloseTo(0, 5);
  });
});

test("compiled, follows the ages that it is given", () => {
  const options = {
    labelSigma: 2,
    ageClassWeights: Array.from({ length: 101 }, (_, age) => age / 50),
    logVariances: tf.tensor1d([0.5, 1]),
  };
  const logits: [tf.Tensor2D, tf.Tensor2D] = [tf.range(0, 202).div<tf.Tensor>(40).as2D(2, 101), tf.zeros([2, 2])];
  const of = (ages: tf.Tensor1D) => ({ ...jointLoss(...logits, ages, tf.tensor1d([0, 1], "int32"), options) });
  const compiled = compile(of, { precision: "bfloat16" });
  const losses = [
    [0, 30],
    [99, 40],
  ].map((years) => {
    const ages = tf.tensor1d(years, "int32");
    const both = [compiled.run(ages), tf.tidy(() => of(ages))].map((result) => {
      const numbers = [result.loss, result.age, result.gender].map((scalar) => scalar.dataSync()[0] ?? Number.NaN);
      tf.dispose(Object.values(result));
      return numbers;
    });
    ages.dispose();
    both[1]?.forEach((loss, index) => {
      expect(both[0]?.[index]).toBeCloseTo(loss, 5);
    });
    return both[0];
  });
  expect(losses[0]?.[1]).not.toBeCloseTo(losses[1]?.[1] ?? 0, 1);
  compiled.dispose();
  tf.dispose([options.logVariances, ...logits]);
});

test("only the three scalars are left behind", () => {
  const inputs: [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D] = [
    tf.zeros([2, 101]),
    tf.zeros([2, 2]),
    tf.tensor1d([1, 2], "int32"),
    tf.tensor1d([0, 1], "int32"),
  ];
  const before = tf.memory().numTensors;
  for (const options of [
    {},
    { labelSigma: 2, ageClassWeights: Array.from({ length: 101 }, () => 1) },
    { ageWeight: 0.3 },
    { ageWeight: 1 },
  ]) {
    const { loss, age, gender } = jointLoss(...inputs, options);
    expect(tf.memory().numTensors).toBe(before + 3);
    tf.dispose([loss, age, gender]);
  }
  tf.dispose(inputs);
});
