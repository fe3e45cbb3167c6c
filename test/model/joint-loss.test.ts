import { expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { jointLoss } from "../../lib/model/joint-loss";

function losses(ageLogits: number[][], genderLogits: number[][], ages: number[], genders: number[]) {
  const inputs: [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D] = [
    tf.tensor2d(ageLogits),
    tf.tensor2d(genderLogits),
    tf.tensor1d(ages, "int32"),
    tf.tensor1d(genders, "int32"),
  ];
  const { loss, age, gender } = jointLoss(...inputs);
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

test("only the three scalars are left behind", () => {
  const inputs: [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor1D] = [
    tf.zeros([2, 101]),
    tf.zeros([2, 2]),
    tf.tensor1d([1, 2], "int32"),
    tf.tensor1d([0, 1], "int32"),
  ];
  const before = tf.memory().numTensors;
  const { loss, age, gender } = jointLoss(...inputs);
  expect(tf.memory().numTensors).toBe(before + 3);
  tf.dispose([loss, age, gender, ...inputs]);
});
