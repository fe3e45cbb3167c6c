import { expect, test } from "vitest";
import { compile } from "../../../lib/engine/compile";
import { tf } from "../../../lib/engine/tensorflow";
import type { AgeLoss } from "../../../lib/model/losses/age-loss";
import { type JointLossOptions, jointLoss } from "../../../lib/model/losses/joint-loss";

/** The age's loss of a head of one number, in decades from 50 years. */
function ageLoss(outputs: tf.Tensor, ages: number[], options: JointLossOptions): tf.Scalar {
  const genders = tf.zeros([ages.length], "int32").as1D();
  return jointLoss(
    outputs.as2D(ages.length, 1),
    tf.zeros([ages.length, 2]),
    tf.tensor1d(ages, "int32"),
    genders,
    options,
  ).age;
}

function numberOf(scalar: () => tf.Scalar): number {
  return tf.tidy(() => scalar().arraySync());
}

test.each([
  ["squared", (0.5 ** 2 + 2 ** 2 + 5 ** 2) / 3], // errors of 5, 20 and 50 years
  ["absolute", (0.5 + 2 + 5) / 3],
] as const)("of one number the %s error, in decades", (kind, expected) => {
  const of = (options: JointLossOptions) =>
    numberOf(() => ageLoss(tf.tensor1d([0.5, -3, 0]), [50, 40, 100], { ageLoss: kind, ...options }));
  expect(of({})).toBeCloseTo(expected, 5);
  const ageClassWeights = Array.from({ length: 101 }, (_, age) => (age === 50 ? 3 : 0));
  expect(of({ ageClassWeights })).toBeCloseTo(kind === "squared" ? 0.25 : 0.5, 5);
});

test.each(["squared", "absolute"] as const)("the gradient of the %s error is that of finite differences", (kind) => {
  const [outputs, ages] = [
    [0.5, -3, 0, 1.25],
    [50, 40, 100, 61],
  ];
  const gradient = tf.tidy(() =>
    Array.from(
      tf
        .grad((x) => ageLoss(x, ages, { ageLoss: kind }))(tf.tensor1d(outputs))
        .dataSync(),
    ),
  );
  const by = 1 / 64;
  outputs.forEach((_, place) => {
    const at = (shift: number) =>
      numberOf(() =>
        ageLoss(tf.tensor1d(outputs.map((value, index) => (index === place ? value + shift : value))), ages, {
          ageLoss: kind,
        }),
      );
    expect(gradient[place]).toBeCloseTo((at(by) - at(-by)) / (2 * by), 3);
    expect(gradient[place]).not.toBe(0);
  });
});

test.each(["squared", "absolute"] as const)(
  "the %s error compiled is what it is operation by operation",
  (kind: AgeLoss) => {
    const gradientOf = (outputs: tf.Tensor, ages: tf.Tensor1D) => {
      const genders = tf.zeros([3], "int32").as1D();
      const loss = (x: tf.Tensor) => jointLoss(x.as2D(3, 1), tf.zeros([3, 2]), ages, genders, { ageLoss: kind }).loss;
      const { value, grad } = tf.valueAndGrad(loss)(outputs);
      return { value, grad };
    };
    const compiled = compile(gradientOf, { precision: "float32" });
    const [outputs, ages] = [tf.tensor1d([0.5, -3, 0]), tf.tensor1d([50, 40, 99], "int32")];
    const before = tf.memory().numTensors;
    const [fast, eager] = [compiled.run(outputs, ages), tf.tidy(() => gradientOf(outputs, ages))];
    expect(fast.value.dataSync()[0]).toBeCloseTo(eager.value.dataSync()[0] ?? Number.NaN, 6);
    expect(Array.from(fast.grad.dataSync())).toEqual(
      Array.from(eager.grad.dataSync(), (value) => expect.closeTo(value, 6)),
    );
    tf.dispose([fast.value, fast.grad, eager.value, eager.grad]);
    expect(tf.memory().numTensors).toBe(before);
    compiled.dispose();
    tf.dispose([outputs, ages]);
  },
);
