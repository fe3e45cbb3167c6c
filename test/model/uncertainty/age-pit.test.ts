import { range } from "d3-array";
import { randomLcg } from "d3-random";
import { expect, test } from "vitest";
import { agePit } from "../../../lib/model/uncertainty/age-pit";
import { drawn, hill, prediction } from "./some-predictions";

test("a year's probability is spread over the tenths where it lies, by hand", () => {
  // 0.05 to 0.25 of the softmax: a quarter of it in the first tenth, a half in the second.
  const { tenths, error } = agePit([prediction([0.05, 0.2, 0.75])], [1]);
  [0.25, 0.5, 0.25, 0, 0, 0, 0, 0, 0, 0].forEach((share, tenth) => {
    expect(tenths[tenth]).toBeCloseTo(share, 10);
  });
  // Below 10, 20, 30 % … 90 % lie 0.25, 0.75, 1, 1 …: 0.15 + 0.55 + 0.7 + 0.6 … + 0.1.
  expect(error).toBeCloseTo((0.15 + 0.55 + 2.8) / 9, 10);
});

test("an age that was given nothing lies where its year is", () => {
  expect(agePit([prediction([0.5, 0, 0.5])], [1]).tenths[4]).toBeCloseTo(1, 10);
});

test("ages drawn from their softmax are within chance; a softmax that is too sure has them at its ends", () => {
  const random = randomLcg(0.7);
  const softmaxes = range(500).map(() => hill(20 + 60 * random(), 2 + 6 * random()));
  const ages = softmaxes.map((softmax) => drawn(softmax, random));
  const honest = agePit(
    softmaxes.map((softmax) => prediction(softmax)),
    ages,
  );
  expect(honest.error).toBeLessThan(honest.byChance);
  expect(honest.tenthByChance[0]).toBeGreaterThan(0.06);
  expect(honest.tenthByChance[1]).toBeLessThan(0.14);

  const narrow = softmaxes.map((softmax) => prediction(softmax.map((probability) => probability ** 9)));
  const tooSure = agePit(narrow, ages);
  expect(tooSure.error).toBeGreaterThan(3 * tooSure.byChance);
  for (const tenth of [0, 9]) expect(tooSure.tenths[tenth]).toBeGreaterThan(2 * tooSure.tenthByChance[1]);
});

test("without faces there is nothing to be told", () => {
  expect(agePit([], []).error).toBeNaN();
});
