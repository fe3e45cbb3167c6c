import { table } from "arquero";
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

test("of training only the first twentieth of each run is above the frame", async () => {
  const losses = Array.from({ length: 40 }, (_, index) => (index < 2 ? 50 : 20 - index / 4));
  const steps = { run: losses.map(() => "baseline"), step: losses.map((_, index) => index + 1), loss: losses };
  const { panels } = await panelsOf(runsChart(someRuns, { ...someCurves, steps: table(steps) }));
  const [training] = panels;
  const { values } = training.data;
  expect(training.encoding.y.scale.domain[1]).toBe(values[2].loss);
});

test("long names stand below each other in the legend, where beside each other they would collide", async () => {
  const run = "d => d.run + ' with a name of more than forty characters'";
  const long = runsChart(someRuns.derive({ run }), { ...someCurves, steps: someCurves.steps.derive({ run }) });
  for (const [shown, columns] of [
    [long, 1],
    [runsChart(someRuns, someCurves), 2],
  ] as const) {
    expect((await panelsOf(shown)).panels[0].encoding.color.legend.columns).toBe(columns);
  }
});

test("a run keeps its color where others are left out", async () => {
  const some = someRuns.filter("d => d.run !== 'baseline'").reify();
  const { panels } = await panelsOf(runsChart(some, someCurves, "epoch", someRuns));
  const { scale, legend } = panels[0].encoding.color;
  expect(scale).toEqual((await panelsOf(runsChart(someRuns, someCurves))).panels[0].encoding.color.scale);
  expect(legend.values).toEqual(["quick", "large"]);
});

test("they can be drawn over steps", async () => {
  const { panels } = await panelsOf(runsChart(someRuns, someCurves, "step"));
  expect(panels[3].encoding.x).toMatchObject({ field: "step", axis: { title: "step" } });
});

test("runs that have made no step are refused", () => {
  expect(() => runsChart(someRuns.slice(0, 0), someCurves)).toThrow("None of these runs has made a step");
});
