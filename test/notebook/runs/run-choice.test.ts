import { table } from "arquero";
import { afterEach, expect, test } from "vitest";
import { runAnswers } from "../../../lib/notebook/runs/run-answers";
import { runChoice } from "../../../lib/notebook/runs/run-choice";
import { PretendPage } from "../widgets/pretend-page";
import { someRuns } from "./some-runs";

const page = new PretendPage();
afterEach(() => page.clear());

test("a table of runs whose value are those that are chosen, in its order, with the baseline first", async () => {
  const choice = await page.run(() => runChoice(someRuns, ["large", "quick", "none of them"], "quick"));
  expect(choice.value).toEqual(["quick", "large"]);
  const told: (readonly string[])[] = [];
  choice.onChange(() => told.push(choice.value));
  page.change(choice, { chosen: [2, 1] });
  expect(told).toEqual([["baseline", "large"]]);
  expect(page.stateOf(choice).names).toEqual(["quick", "baseline", "large"]);
});

test("what a page may not choose is none", async () => {
  const choice = await page.run(() => runChoice(someRuns, ["baseline"]));
  for (const chosen of [["baseline"], "0", [{}], null]) page.change(choice, { chosen });
  page.change(choice, { names: ["other", "names", "here"] });
  expect(choice.value).toEqual(["baseline"]);
  page.change(choice, { chosen: [7, -1, 0.5] });
  expect(choice.value).toEqual([]);
});

test("without a page it is a table that tells which are chosen", async () => {
  const { "text/plain": text } = await page.run(() => runChoice(someRuns, ["quick"]).picture());
  expect(String(text).split("\n").slice(1, 4)).toEqual([
    expect.stringMatching(/^☐ 1 +baseline/),
    expect.stringMatching(/^☑ 2 +quick/),
    expect.stringMatching(/^☐ 3 +large/),
  ]);
});

test("answers of several runs stand under each face", () => {
  const predictions = (ages: number[]) =>
    table({ filename: ["a", "b"], age: [30, 5], gender: [1, 0], expected_age: ages, predicted_gender: [1, 1] });
  const answers = runAnswers(
    new Map([
      ["run 1", predictions([31.6, 4])],
      ["run 3", predictions([20, 20])],
    ]),
  );
  expect(answers.objects()).toEqual([
    { filename: "a", caption: "actual 30 M, run 1: 32 M, run 3: 20 M" },
    { filename: "b", caption: "actual 5 F, run 1: 4 M, run 3: 20 M" },
  ]);
  const others = new Map([
    ["run 1", predictions([1, 2])],
    ["run 2", predictions([1, 2]).filter("d => d.age < 10").reify()],
  ]);
  expect(() => runAnswers(others)).toThrow("not predictions of the same faces");
});
