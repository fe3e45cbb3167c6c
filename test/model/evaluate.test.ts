import { table } from "arquero";
import { expect, test } from "vitest";
import { evaluate } from "../../lib/model/evaluate";
import { evaluatedGroups } from "../../lib/model/evaluated-groups";
import { measure } from "../../lib/model/metrics";

const predictions = table({
  age: [0, 2, 3, 9, 10, 69, 70, 100],
  gender: [0, 1, 0, 1, 0, 1, 0, 1],
  predicted_age: [0, 7, 9, 9, 21, 69, 60, 60],
  expected_age: [0.5, 7, 9, 9, 21, 69, 60, 60],
  true_age_probability: [0.5, 0.1, 0.2, 0.5, 0.01, 0.4, 0.02, 0.03],
  predicted_gender: [0, 0, 0, 1, 1, 1, 1, 1],
  gender_probability: [0.9, 0.8, 0.7, 0.6, 0.9, 0.8, 0.7, 0.6],
});

test("every metric's value is what measure says, with an interval around it", async () => {
  const { all, byGender } = await evaluate(predictions, { seed: 1 });
  const { count, age_bias, ...estimates } = all;
  const { count: measured, ...metrics } = measure(predictions);
  expect(count).toBe(measured);
  expect(Object.fromEntries(Object.entries(estimates).map(([name, { value }]) => [name, value]))).toEqual(metrics);
  expect(age_bias.value).toBe((0.5 + 5 + 6 + 0 + 11 + 0 - 10 - 40) / 8);
  for (const { value, interval } of [age_bias, ...Object.values(estimates)]) {
    expect(interval[0]).toBeLessThan(value);
    expect(interval[1]).toBeGreaterThan(value);
  }
  expect(byGender.female?.gender_accuracy.value).toBe(2 / 4);
  expect(byGender.male?.gender_accuracy.value).toBe(3 / 4);
});

test("faces are grouped by their true age, groups without any left out", async () => {
  const { byAge } = await evaluate(predictions, { seed: 1 });
  expect(Object.entries(byAge).map(([name, { count }]) => [name, count])).toEqual([
    ["0-2", 2],
    ["3-9", 2],
    ["10-19", 1],
    ["60-69", 1],
    ["70+", 2],
  ]);
  expect(byAge["0-2"]?.age_within_5.value).toBe(1);
  expect(byAge["3-9"]?.age_within_5.value).toBe(1 / 2);
  expect(byAge["70+"]?.age_error_by_class.value).toBe(25);
});

test("faces are grouped by ethnicity where it is known", async () => {
  const ethnicity = ["Asian", "Asian", null, "White", "White", "White", "White", "White"];
  const { byEthnicity } = await evaluate(predictions.assign(table({ ethnicity })), { seed: 1 });
  expect(byEthnicity.Asian?.gender_accuracy.value).toBe(1 / 2);
  expect(byEthnicity.White?.count).toBe(5);
  expect((await evaluate(predictions, { seed: 1 })).byEthnicity).toEqual({});
});

test("each group is compared with the other faces", async () => {
  const { differences } = await evaluate(predictions.filter("d => d.age < 70"), { seed: 1 });
  expect(differences.map(({ group }) => group)).toContain("60-69");
  const bias = differences.find(({ group, metric }) => group === "female" && metric === "age_bias");
  expect(bias?.difference).toBeCloseTo((0.5 + 6 + 11) / 3 - 5 / 3, 8);
});

test("a group differs where an interval of its differences does not hold zero, by its kind and name", async () => {
  const evaluation = await evaluate(predictions.assign(table({ ethnicity: Array(8).fill("male") })), { seed: 1 });
  const difference = { kind: "gender", group: "male", metric: "age_bias", difference: 1, low: -1, high: 3 } as const;
  const differences = [difference, { ...difference, metric: "gender_accuracy", low: 0.5 }] as const;
  const groups = evaluatedGroups({ ...evaluation, differences: [...differences] });
  const told = groups.filter(({ kind }) => kind !== "age").map(({ kind, name, differsIn }) => [kind, name, differsIn]);
  expect(told).toEqual([
    ["all", "all", []],
    ["gender", "female", []],
    ["gender", "male", ["gender_accuracy"]],
    ["ethnicity", "male", []],
  ]);
});

test("intervals of ages, where there are some: how many hold the age, and how wide they are", async () => {
  const { all: without } = await evaluate(predictions, { seed: 1 });
  expect(without.age_in_interval).toBeUndefined();
  const bounds = { age_low: [0, 3, 3, 0, 0, 60, 71, 90], age_high: [0, 9, 3, 8, 100, 70, 90, 100] };
  const { all, byGender } = await evaluate(predictions.assign(table(bounds)), { seed: 1 });
  expect(all.age_in_interval?.value).toBe(5 / 8); // 2, 9 and 70 lie outside; 0, 3 and 100 on an end
  expect(all.age_interval_width?.value).toBe((0 + 6 + 0 + 8 + 100 + 10 + 19 + 10) / 8);
  expect(byGender.male?.age_in_interval?.value).toBe(2 / 4);
});

test("one gender alone is one group", async () => {
  const { byGender } = await evaluate(predictions.filter("d => d.gender === 1"), { seed: 1 });
  expect(Object.keys(byGender)).toEqual(["male"]);
});

test("refuses a table without rows", async () => {
  await expect(evaluate(predictions.slice(0, 0), { seed: 1 })).rejects.toThrow("the table is empty");
});

test("stops at the signal", async () => {
  const stop = new AbortController();
  const stopped = evaluate(predictions, { seed: 1, signal: stop.signal });
  setImmediate(() => stop.abort());
  await expect(stopped).rejects.toThrow("Stopped. Nothing is kept: run it again to begin anew.");
});
