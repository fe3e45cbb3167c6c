import { expect, test } from "vitest";
import { removalAreas } from "../../../lib/model/explanation/removal-areas";

const curve = (map: string, removal: "deletion" | "insertion", ...areas: number[]) => {
  return { map, head: "age" as const, removal, moved: [], areas: Float64Array.from(areas) };
};

test("what is better depends on the way, and is told where the paired difference is sure", () => {
  const rows = removalAreas(
    [
      curve("larger", "deletion", 11, 21, 31),
      curve("larger", "insertion", 11, 21, 31),
      curve("other", "deletion", 5, 25, 31),
      curve("random", "deletion", 10, 20, 30),
      curve("random", "insertion", 10, 20, 30),
    ],
    "random",
  );
  expect(rows.map(({ map, removal, verdict }) => [map, removal, verdict])).toEqual([
    ["larger", "deletion", "better"],
    ["larger", "insertion", "worse"],
    ["other", "deletion", "cannot be told"],
    ["random", "deletion", "the baseline"],
    ["random", "insertion", "the baseline"],
  ]);
  const [first] = rows;
  expect(first?.area).toBe(21);
  expect(first?.low).toBeLessThan(21);
  expect(first?.high).toBeGreaterThan(21);
});

test("a baseline that is not there is refused", () => {
  expect(() => removalAreas([curve("middle", "deletion", 1)], "random")).toThrow(
    'there are no curves of the maps "random"',
  );
});
