import { expect, test } from "vitest";
import { compile } from "../../../lib/engine/compile";
import { tf } from "../../../lib/engine/tensorflow";

/** A kernel of 3 x 3 over images that are smaller than it reaches: height, width, stride, and the places that meet pixels. */
const cases = [
  { height: 1, width: 1, stride: 2, met: 1 },
  { height: 2, width: 1, stride: 2, met: 2 },
  { height: 1, width: 4, stride: 1, met: 3 },
  { height: 4, width: 4, stride: 2, met: 9 },
];

test.each(cases)(
  "in bfloat16, what meets only padding has no gradient: $height x $width, in steps of $stride",
  ({ height, width, stride, met }) => {
    const gradientOf = compile(
      (images: tf.Tensor4D, kernel: tf.Tensor4D) => ({
        gradient: tf.grad((filter) => tf.sum(tf.conv2d(images, filter.as4D(3, 3, 64, 128), stride, "same")))(kernel),
      }),
      { precision: "bfloat16" },
    );
    const [images, kernel] = [tf.ones<tf.Rank.R4>([2, height, width, 64]), tf.ones<tf.Rank.R4>([3, 3, 64, 128])];
    for (let run = 0; run < 10; run++) {
      tf.dispose(Array.from({ length: 20 }, () => tf.fill([3 * 3 * 64 * 128], Number.NaN))); // left in memory
      const { gradient } = gradientOf.run(images, kernel);
      const values = Array.from(gradient.dataSync());
      gradient.dispose();
      expect(values.filter((value) => value > 0).length).toBe(met * 64 * 128);
      expect(values.filter((value) => value === 0).length).toBe((9 - met) * 64 * 128);
    }
    tf.dispose([images, kernel]);
    gradientOf.dispose();
  },
);
