import { table } from "arquero";
import { range } from "d3-array";
import { expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/display/display";
import { evaluate } from "../../../lib/model/evaluate";
import { predictionTable } from "../../../lib/model/prediction/predict-faces";
import { checkCalibration } from "../../../lib/model/uncertainty/check-calibration";
import type { Chart } from "../../../lib/notebook/charts/chart";
import { coverageChart } from "../../../lib/notebook/uncertainty/coverage-chart";
import { pitChart } from "../../../lib/notebook/uncertainty/pit-chart";
import { reliabilityChart } from "../../../lib/notebook/uncertainty/reliability-chart";
import { hill, prediction } from "../../model/uncertainty/some-predictions";

const ages = Int32Array.from(range(60), (face) => (face * 37) % 101);
const genders = Int32Array.from(range(60), (face) => face % 2);
const predictions = Array.from(ages, (age, face) => prediction(hill(age + 5, 8), face % 3 ? 0.8 : 0.3));
const faces = table({ filename: range(60), age: ages, gender: genders });
const check = checkCalibration(predictions, { ages, genders });
const checks = { before: check, after: check };

async function svgOf(chart: Chart): Promise<string> {
  return String((await chart[jupyterDisplay]())["image/svg+xml"]);
}

test("the reliability of both heads is drawn, with a color for each check", async () => {
  const svg = await svgOf(reliabilityChart(checks));
  for (const text of ["age, to the year", "gender", "before", "after"]) expect(svg).toContain(`>${text}<`);
});

test("the tenths of the softmax are drawn, a panel for each check", async () => {
  const svg = await svgOf(pitChart(checks));
  for (const text of ["before", "after"]) expect(svg).toContain(`>${text}<`);
});

test("what intervals hold is drawn by group, and refused where there are none", async () => {
  const bare = await evaluate(predictionTable(faces, predictions), { seed: 1 });
  expect(() => coverageChart(bare, 0.9)).toThrow("There are no intervals to draw: predict with withIntervals.");
  const intervals = predictions.map((face) => ({ ...face, ageInterval: [face.age - 9, face.age] as const }));
  const evaluation = await evaluate(predictionTable(faces, intervals), { seed: 1 });
  const svg = await svgOf(coverageChart(evaluation, 0.9));
  for (const text of ["all (60)", "female (30)", "male (30)", "Intervals that are to hold 90 of 100 ages"]) {
    expect(svg).toContain(`>${text}<`);
  }
});
