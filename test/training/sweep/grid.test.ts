import { expect, expectTypeOf, test } from "vitest";
import { grid } from "../../../lib/training/sweep/grid";

test("all combinations, the first name changing slowest", () => {
  expect(grid({ learningRate: [1e-4, 3e-4], batchSize: [16, 64] })).toEqual([
    { learningRate: 1e-4, batchSize: 16 },
    { learningRate: 1e-4, batchSize: 64 },
    { learningRate: 3e-4, batchSize: 16 },
    { learningRate: 3e-4, batchSize: 64 },
  ]);
  expect(grid({})).toEqual([{}]);
});

test("a value that is listed twice counts once", () => {
  expect(grid({ seed: [1, 2, 1.0] })).toEqual([{ seed: 1 }, { seed: 2 }]);
});

test("a hyperparameter without values is named", () => {
  expect(() => grid({ seed: [1], batchSize: [] })).toThrow("batchSize has no values");
});

test("each combination has the types of its values", () => {
  const combinations = grid({ schedule: ["constant", "cosine"], batchSize: [16] });
  expectTypeOf(combinations).toEqualTypeOf<{ schedule: "constant" | "cosine"; batchSize: 16 }[]>();
});
