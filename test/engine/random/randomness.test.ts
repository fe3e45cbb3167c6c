import { describe, expect, test } from "vitest";
import { compile } from "../../../lib/engine/compile";
import { tf } from "../../../lib/engine/tensorflow";

/** What a function gives in its first runs. */
function runs(count: number, fn: () => tf.Tensor, seed = 1): Float32Array[] {
  const compiled = compile(() => ({ drawn: fn() }), { seed });
  const results = Array.from({ length: count }, () => {
    const { drawn } = compiled.run();
    const values = Float32Array.from(drawn.dataSync());
    drawn.dispose();
    return values;
  });
  compiled.dispose();
  return results;
}

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

describe("random numbers in a compiled function", () => {
  test.each([0.1, 0.5, 0.7])("dropout drops a share of %f, another one in each run, and keeps the mean", (rate) => {
    const layer = tf.layers.dropout({ rate, seed: 5 });
    const [first, second] = runs(2, () => {
      const dropped = layer.apply(tf.ones([101, 301]), { training: true });
      if (!(dropped instanceof tf.Tensor)) throw new Error("one output was expected");
      return dropped;
    });
    for (const values of [first, second]) {
      const kept = values?.filter((value) => value !== 0) ?? [];
      expect(kept.length / (101 * 301)).toBeCloseTo(1 - rate, 2); // 0.005 is 1.7 deviations at least
      expect(new Set(kept)).toEqual(new Set([Math.fround(1 / (1 - rate))]));
    }
    expect(first).not.toEqual(second);
  });

  test("dropout with a noise shape drops what lies along its axes together", () => {
    const [values = new Float32Array()] = runs(1, () => tf.dropout(tf.ones([50, 4]), 0.5, [50, 1]));
    for (let row = 0; row < 50; row++) expect(new Set(values.slice(row * 4, row * 4 + 4)).size).toBe(1);
    expect(new Set(values).size).toBe(2);
  });

  test("two layers in one function draw different masks", () => {
    const [values = new Float32Array()] = runs(1, () =>
      tf.sub(tf.dropout(tf.ones([1000]), 0.5), tf.dropout(tf.ones([1000]), 0.5)),
    );
    expect(values.some((value) => value !== 0)).toBe(true);
  });

  test("uniform and normal numbers have their distribution", () => {
    const [uniform = new Float32Array()] = runs(1, () => tf.randomUniform([20_000], 2, 6));
    expect(moments(uniform).mean).toBeCloseTo(4, 1);
    expect(moments(uniform).deviation).toBeCloseTo(4 / Math.sqrt(12), 1);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...uniform)).toBeLessThanOrEqual(6);
    const [normal = new Float32Array()] = runs(1, () => tf.randomNormal([20_000], 3, 0.5));
    expect(moments(normal).mean).toBeCloseTo(3, 1);
    expect(moments(normal).deviation).toBeCloseTo(0.5, 1);
  });

  test("the same seed draws the same numbers, another one others", () => {
    const draw = (seed: number) => runs(3, () => tf.randomUniform([4]), seed);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(2)).not.toEqual(draw(1));
  });
});
