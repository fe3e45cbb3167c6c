import { expect, test, vi } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { metricChart } from "../../../lib/notebook/runs/metric-chart";
import { someRuns } from "./some-runs";

async function cellsOf(shown: ReturnType<typeof metricChart>) {
  const { "application/vnd.vegalite.v5+json": spec } = await mimeBundle(shown);
  return JSON.parse(JSON.stringify(spec)).concat;
}

test("a column for each parameter that differs, a row for each metric", async () => {
  const warn = vi.spyOn(console, "warn");
  const cells = await cellsOf(
    metricChart(someRuns.filter("d => d.run !== 'large'").derive({ seed: "d => d.steps_done + (d.run === 'quick')" })),
  );
  const axes = cells.map(({ encoding }: { encoding: { x: { field: string }; y: { field: string } } }) => [
    encoding.x.field,
    encoding.y.field,
  ]);
  expect(axes).toEqual([
    ["learningRate", "loss"],
    ["seed", "loss"],
    ["learningRate", "age_error_by_expected_value"],
    ["seed", "age_error_by_expected_value"],
    ["learningRate", "gender_accuracy"],
    ["seed", "gender_accuracy"],
  ]);
  expect(cells[0].encoding.x).toMatchObject({ scale: { type: "log" }, axis: { values: [1e-4, 1e-3] } });
  expect(cells[1].encoding.x.type).toBe("nominal");
  expect(cells[0].layer[0].encoding.detail).toEqual([{ field: "seed" }]);
  expect(cells[0].layer[1].encoding.tooltip.slice(0, 3)).toEqual([
    { field: "run" },
    { field: "learningRate" },
    { field: "seed" },
  ]);
  expect(warn).not.toHaveBeenCalled();
});

test("numbers that are near each other are on a plain axis", async () => {
  const [cell] = await cellsOf(metricChart(someRuns));
  expect(cell.encoding.x).toMatchObject({ field: "batchSize", scale: { type: "linear" } });
});

test("runs that differ in nothing, or were never evaluated, are refused", () => {
  expect(() => metricChart(someRuns.slice(0, 1))).toThrow("the same parameters");
  expect(() => metricChart(someRuns.derive({ loss: "d => undefined" }))).toThrow("has come to an evaluation");
});

test("ticks of shares that lie near each other differ, and two runs' names have room below", async () => {
  const near = someRuns
    .filter("d => d.run !== 'large'")
    .derive({ gender_accuracy: "d => d.run === 'quick' ? 0.7826 : 0.7799" })
    .derive({ run: "d => 'synthetic-32px,learningRate=0.001,batchSize=16,seed=42' + (d.run === 'quick' ? '' : '1')" });
  const svg = String((await mimeBundle(metricChart(near)))["image/svg+xml"]);
  const ticks = Array.from(svg.matchAll(/>([\d.]+%)</g), ([, text]) => text);
  expect(ticks.length).toBeGreaterThan(1);
  expect(new Set(ticks).size).toBe(ticks.length);
  const [, width] = /viewBox="0 0 ([\d.]+)/.exec(svg) ?? [];
  expect(Number(width)).toBeGreaterThan(420); // a name of 56 letters, and its place
});
