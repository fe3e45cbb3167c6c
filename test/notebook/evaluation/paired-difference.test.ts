import { type ColumnTable, table } from "arquero";
import { expect, test } from "vitest";
import { pairedDifference } from "../../../lib/notebook/evaluation/paired-difference";
import { ageError, genderAccuracy } from "../../../lib/notebook/runs/run-metrics";

const ages = Array.from({ length: 40 }, (_, face) => 20 + face);

/** Answers that are so many years off, and right about the gender of so many faces. */
const answers = (yearsOff: number, right: number): ColumnTable =>
  table({
    ...{ filename: ages.map(String), age: ages, gender: ages.map(() => 1) },
    expected_age: ages.map((age, face) => age + yearsOff + (face % 2) / 10),
    predicted_age: ages,
    predicted_gender: ages.map((_, face) => (face < right ? 1 : 0)),
    ...{ true_age_probability: ages.map(() => 0.1), gender_probability: ages.map(() => 0.9) },
  });

test("answers are better where the interval of what they differ by leaves zero out on the metric's good side", () => {
  const [near, far] = [answers(2, 40), answers(5, 20)];
  expect(pairedDifference([near], [far], ageError)).toBe("−3.00 (−3.00 to −3.00): better");
  expect(pairedDifference([far], [near], ageError)).toBe("+3.00 (+3.00 to +3.00): worse");
  expect(pairedDifference([near, near], [far, far], genderAccuracy)).toMatch(/^\+50\.00 \(\+\d.* to \+\d.*\): better$/);
  expect(pairedDifference([near, far], [far, near], ageError)).toMatch(/^0\.00 \(−3\.00 to \+3\.00\): cannot be told$/);
});

test("the ends of an interval have as many places as it takes to tell them from zero", () => {
  expect(pairedDifference([answers(2.004, 40)], [answers(2, 40)], ageError)).toBe("+0.004 (+0.004 to +0.004): worse");
  expect(pairedDifference([answers(2, 40)], [answers(2, 40)], ageError)).toBe("0.00 (0.00 to 0.00): cannot be told");
});

test("only answers to the same faces are compared, and each with one", () => {
  const near = answers(2, 40);
  expect(() => pairedDifference([near], [near.slice(1).reify()], ageError)).toThrow("same faces");
  expect(() => pairedDifference([near, near], [near], ageError)).toThrow("2 tables cannot be paired with 1");
});
