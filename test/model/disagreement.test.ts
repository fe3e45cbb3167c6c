import { table } from "arquero";
import { expect, test } from "vitest";
import { disagreement } from "../../lib/model/disagreement";

const faces = { filename: ["a", "b", "c", "d"], age: [20, 30, 40, 50], gender: [0, 1, 0, 1] };
const one = table({ ...faces, expected_age: [20, 30, 40, 50], predicted_gender: [0, 1, 0, 1] });
const other = table({ ...faces, expected_age: [25, 35.5, 29, 51], predicted_gender: [0, 0, 1, 1] });

test("shares of faces with another gender, and with ages more than 5 and 10 years apart", () => {
  const found = disagreement(one, other, { seed: 1 });
  expect(found.gender.value).toBe(2 / 4);
  expect(found.gender.interval).toEqual([0, 1]);
  expect(found.age_by_more_than_5.value).toBe(2 / 4);
  expect(found.age_by_more_than_10.value).toBe(1 / 4);
  expect(Array.from(found.faces.array("years_apart"))).toEqual([5, 5.5, 11, 1]);
  expect(found.faces.array("two_genders")).toEqual([false, true, true, false]);
});

test("a network agrees with itself", () => {
  const { gender, age_by_more_than_5 } = disagreement(one, one, { seed: 1 });
  expect([gender.value, age_by_more_than_5.value]).toEqual([0, 0]);
});

test("refuses predictions of other faces", () => {
  for (const wrong of [other.slice(1), other.orderby("expected_age")]) {
    expect(() => disagreement(one, wrong, { seed: 1 })).toThrow("These are not predictions of the same faces");
  }
});
