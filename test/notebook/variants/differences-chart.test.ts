import { expect, test, vi } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { differencesChart } from "../../../lib/notebook/variants/differences-chart";
import type { VariantDifference } from "../../../lib/training/experiment/variant-differences";

const common = { baseline: "as before", group: "all", seeds: 3, faces: 368 };
const differences: VariantDifference[] = [
  { ...common, variant: "smoothed", metric: "age_error_by_expected_value", difference: -0.52, low: -0.73, high: -0.31 },
  { ...common, variant: "smoothed", metric: "gender_accuracy", difference: -0.02, low: -0.03, high: -0.01 },
  { ...common, variant: "averaged", metric: "age_error_by_expected_value", difference: 0.1, low: -0.2, high: 0.4 },
];

test("a difference is better or worse where its interval leaves zero on one side, by the metric's direction", async () => {
  const warn = vi.spyOn(console, "warn");
  const bundle = await mimeBundle(differencesChart(differences));
  const { hconcat } = JSON.parse(JSON.stringify(bundle["application/vnd.vegalite.v5+json"]));
  const points = hconcat.flatMap((panel: { data: { values: object[] } }) => panel.data.values);
  expect(points).toMatchObject([
    { label: "smoothed", verdict: "better", told: "−0.52 (−0.73 to −0.31)" },
    { label: "averaged", verdict: "cannot be told", told: "+0.10 (−0.20 to +0.40)" },
    { label: "smoothed", value: -2, verdict: "worse", told: "−2.00 (−3.00 to −1.00)" },
  ]);
  const svg = String(bundle["image/svg+xml"]);
  for (const text of ['Compared with "as before"', "368 faces, 3 seeds each", "cannot be told"])
    expect(svg).toContain(text.replaceAll('"', "&quot;"));
  expect(warn).not.toHaveBeenCalled();
});

test("differences of groups of faces have a row each", async () => {
  const [first] = differences;
  if (first === undefined) throw new Error("there is one above");
  const groups = [
    { ...first, group: "0-2", faces: 3 },
    { ...first, group: "3-9", faces: 1365 },
  ];
  const bundle = await mimeBundle(differencesChart(groups));
  const svg = String(bundle["image/svg+xml"]);
  for (const text of ["0-2 (3 faces)", "3-9 (1,365 faces)", "smoothed compared with", "1,368 faces, 3 seeds each"])
    expect(svg).toContain(text);
});

test("needs a difference", () => {
  expect(() => differencesChart([])).toThrow("There is no difference to draw");
});
