import { expect, test, vi } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { runsChart } from "../../../lib/notebook/runs/runs-chart";
import { someCurves, someRuns } from "./some-runs";

async function panelsOf(shown: ReturnType<typeof runsChart>) {
  const bundle = await mimeBundle(shown);
  const { concat } = JSON.parse(JSON.stringify(bundle["application/vnd.vegalite.v5+json"]));
  return { panels: concat, svg: String(bundle["image/svg+xml"]) };
}

test("the curves of all runs over the epochs, and of no other run", async () => {
  const warn = vi.spyOn(console, "warn");
  const { panels, svg } = await panelsOf(runsChart(someRuns, someCurves));
  expect(panels.map((panel: { title: { text: string } }) => panel.title.text)).toEqual([
    "training loss, smoothed",
    "validation loss",
    "age error (MAE, years)",
    "gender accuracy",
  ]);
  expect(panels[0].data.values).toHaveLength(17);
  expect(panels[0].data.values[16]).toEqual({ run: "large", step: 1, epoch: 0.5, loss: 3 });
  expect(panels[1].data.values).toHaveLength(4);
  expect(panels[2].data.values[2]).toMatchObject({ run: "quick", epoch: 1, age_error_by_expected_value: 15.12 });
  expect(panels[1].encoding).toMatchObject({ x: { field: "epoch" }, y: { field: "loss" } });
  for (const run of ["baseline", "quick", "large"]) expect(svg).toContain(`>${run}</text>`);
  expect(warn).not.toHaveBeenCalled();
});

test("both losses have one axis, without the first steps of training", async () => {
  const { panels } = await panelsOf(runsChart(someRuns, someCurves));
  const [training, validation] = panels;
  expect(training.encoding.y.scale).toEqual(validation.encoding.y.scale);
  expect(validation.encoding.y.scale.domain[0]).toBe(2.25);
  expect(validation.encoding.y.scale.domain[1]).toBeLessThan(9);
});

test("they can be drawn over steps", async () => {
  const { panels } = await panelsOf(runsChart(someRuns, someCurves, "step"));
  expect(panels[3].encoding.x).toMatchObject({ field: "step", axis: { title: "step" } });
});

test("runs that have made no step are refused", () => {
  expect(() => runsChart(someRuns.slice(0, 0), someCurves)).toThrow("None of these runs has made a step");
});
