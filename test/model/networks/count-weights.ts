import { vi } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";

/** Counts the weights of a network without the memory for its kernels: each becomes a single number. */
export function countWeights(build: () => tf.LayersModel): number {
  const sizes: number[] = [];
  const initializers = [tf.initializers.glorotUniform({}), tf.initializers.heUniform({})];
  const spies = initializers.map((initializer) => {
    const prototype: typeof initializer = Object.getPrototypeOf(initializer);
    return vi.spyOn(prototype, "apply").mockImplementation((shape) => {
      sizes.push(tf.util.sizeFromShape(shape.map(Number)));
      return tf.zeros([1]);
    });
  });
  const model = build();
  const count = model.countParams() + sizes.reduce((sum, size) => sum + size - 1, 0);
  model.dispose();
  for (const spy of spies) spy.mockRestore();
  return count;
}
