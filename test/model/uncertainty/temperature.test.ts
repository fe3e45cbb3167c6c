import { range } from "d3-array";
import { randomLcg } from "d3-random";
import { expect, test } from "vitest";
import { atTemperatures, fitTemperature } from "../../../lib/model/uncertainty/temperature";
import { drawn, hill, prediction } from "./some-predictions";

test("two classes, three of four right: the temperature that says 3/4", () => {
  // Logits of 0 and ln 9 say 9/10. At T = 2 they are ln 3 apart, and say 3/4.
  const temperature = fitTemperature(Array(4).fill([0.1, 0.9]), [1, 1, 1, 0]);
  expect(temperature).toBeCloseTo(2, 3);
});

test("what was made too sure is made as sure as it was", () => {
  const random = randomLcg(0.1);
  const softmaxes = range(1000).map(() => hill(20 + 60 * random(), 3 + 5 * random()));
  const ages = softmaxes.map((softmax) => drawn(softmax, random));
  const first = fitTemperature(softmaxes, ages);
  expect(Math.abs(first - 1)).toBeLessThan(0.1);
  const tooSure = softmaxes.map((softmax) => atTemperatures(prediction(softmax), { age: 0.4, gender: 1 }));
  const found = fitTemperature(
    tooSure.map(({ ageProbabilities }) => ageProbabilities),
    ages,
  );
  expect(0.4 * found).toBeCloseTo(first, 3);
});

test("it is the one with the lowest cross-entropy", () => {
  const softmaxes = [hill(30, 2), hill(60, 5), hill(45, 1)];
  const ages = [33, 58, 46];
  const loss = (temperature: number) =>
    softmaxes.reduce((sum, softmax, face) => {
      const { ageProbabilities } = atTemperatures(prediction(softmax), { age: temperature, gender: 1 });
      return sum - Math.log(ageProbabilities[ages[face] ?? 0] ?? 0);
    }, 0);
  const found = fitTemperature(softmaxes, ages);
  expect(loss(found)).toBeLessThan(loss(found * 1.02));
  expect(loss(found)).toBeLessThan(loss(found / 1.02));
});

test("it stays within bounds where no answer is wrong, where none is right, where nothing is sure, and without faces", () => {
  expect(fitTemperature([[0.4, 0.6]], [1])).toBeCloseTo(0.05, 3);
  expect(fitTemperature([[0.4, 0.6]], [0])).toBeCloseTo(20, 1);
  expect(fitTemperature([[0, 1]], [0])).toBeCloseTo(20, 1); // a probability of 0 for the truth
  expect(Number.isFinite(fitTemperature([[0.5, 0.5]], [0]))).toBe(true);
  expect(fitTemperature([], [])).toBe(1);
});

test("at another temperature the answers stay, and how sure they are changes", () => {
  const before = { ...prediction([0.1, 0.4, 0.5], 0.9), ageInterval: [0, 2] as const };
  const after = atTemperatures(before, { age: 0.5, gender: 2 });
  const squares = [0.01 / 0.42, 0.16 / 0.42, 0.25 / 0.42];
  after.ageProbabilities.forEach((probability, age) => {
    expect(probability).toBeCloseTo(squares[age] ?? 0, 10);
  });
  expect(after).toMatchObject({ age: 2, gender: 1, ageInterval: [0, 2] });
  expect(after.ageProbability).toBeCloseTo(0.25 / 0.42, 10);
  expect(after.expectedAge).toBeCloseTo(0.66 / 0.42, 10);
  expect(after.genderProbability).toBeCloseTo(0.75, 10);
  expect(atTemperatures(prediction([1], 0.2), { age: 1, gender: 2 })).toMatchObject({ gender: 0 });
  expect(atTemperatures(prediction([1], 0.1), { age: 1, gender: 2 }).genderProbability).toBeCloseTo(0.75, 10);
});
