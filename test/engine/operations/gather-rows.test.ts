import { expect, test } from "vitest";
import { compile } from "../../../lib/engine/compile";
import { gatherRows } from "../../../lib/engine/operations/gather-rows";
import { tf } from "../../../lib/engine/tensorflow";

test("gives rows by their indices, compiled too; only the result is left behind", () => {
  const table = tf.tensor2d([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const inputs = [
    [2, 0, 2],
    [1, 1, 0],
  ].map((rows) => tf.tensor1d(rows, "int32"));
  const compiled = compile((indices: tf.Tensor1D) => ({ rows: gatherRows(table, indices) }));
  const before = tf.memory().numTensors;
  const results = inputs.flatMap((indices) => [gatherRows(table, indices), compiled.run(indices).rows]);
  expect(tf.memory().numTensors).toBe(before + 4);
  const numbers = results.map((result) => Array.from(result.dataSync()));
  expect(numbers.slice(0, 2)).toEqual([
    [5, 6, 1, 2, 5, 6],
    [5, 6, 1, 2, 5, 6],
  ]);
  expect(numbers.slice(2)).toEqual([
    [3, 4, 3, 4, 1, 2],
    [3, 4, 3, 4, 1, 2],
  ]);
  compiled.dispose();
  tf.dispose([table, ...inputs, ...results]);
});
