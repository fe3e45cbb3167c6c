import { expect, test, vi } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { variantsChart } from "../../../lib/notebook/variants/variants-chart";
import { variantsTable } from "../../../lib/notebook/variants/variants-table";
import { someEvaluations } from "../../training/experiment/some-evaluations";

const constant = { age_loss: 4.5, age_error_by_expected_value: 15.8, gender_accuracy: 0.5 };

test("the table tells mean and spread, and leaves empty what was not learned", async () => {
  const { "text/plain": text } = await mimeBundle(variantsTable(someEvaluations, constant));
  expect(text).toBe(
    [
      "variant                 runs  age error (MAE, years)  gender accuracy  images/s in training  time",
      "both tasks                 2            11.00 ± 1.41     72.5 ± 3.5 %              310 ± 14  10 s",
      "age alone                  1                   11.00                                    310  10 s",
      "always the same answer                         15.80           50.0 %",
      "Of each run's last evaluation the mean, ± the standard deviation of the runs.",
    ].join("\n"),
  );
});

test("the table says when its runs are of different code, or when there are none", async () => {
  const mixed = someEvaluations.derive({ code: "d => d.run" });
  expect((await mimeBundle(variantsTable(mixed, constant)))["text/plain"]).toContain("of 3 versions of the code");
  const none = variantsTable(someEvaluations.slice(0, 0).reify(), constant);
  expect((await mimeBundle(none))["text/plain"]).toContain("No run is finished.");
});

async function panelsOf(shown: ReturnType<typeof variantsChart>) {
  const { "application/vnd.vegalite.v5+json": specification, "image/svg+xml": svg } = await mimeBundle(shown);
  return { panels: JSON.parse(JSON.stringify(specification)).concat, svg: String(svg) };
}

test("the chart draws the mean in a band from the least to the greatest, and only what was learned", async () => {
  const warn = vi.spyOn(console, "warn");
  const { panels, svg } = await panelsOf(variantsChart(someEvaluations, constant));
  expect(panels.map((panel: { title: { text: string } }) => panel.title.text)).toEqual([
    "age loss",
    "age error (MAE, years)",
    "gender loss",
    "gender accuracy",
  ]);
  expect(panels[1].data.values).toHaveLength(4);
  expect(panels[1].data.values[1]).toEqual({ variant: "both tasks", x: 2, runs: 2, mean: 11, low: 10, high: 12 });
  expect(new Set(panels[3].data.values.map(({ variant }: { variant: string }) => variant))).toEqual(
    new Set(["both tasks"]),
  );
  expect(panels[0].layer[2].encoding.x.axis).toEqual({ title: "epoch", values: [0, 1, 2], format: "~g" });
  expect(panels[1].layer[0].data.values).toEqual([{ constant: 15.8 }]);
  for (const variant of ["both tasks", "age alone"]) expect(svg).toContain(`>${variant}</text>`);
  expect(warn).not.toHaveBeenCalled();
});

test("the chart can be drawn over seconds, leaves out a head that no variant learned, and needs a run", async () => {
  const { panels } = await panelsOf(
    variantsChart(someEvaluations.filter("d => d.variant === 'age alone'"), constant, "seconds"),
  );
  expect(panels).toHaveLength(2);
  expect(panels[0].data.values.map(({ x }: { x: number }) => x)).toEqual([5, 10]);
  expect(() => variantsChart(someEvaluations.slice(0, 0).reify(), constant)).toThrow(
    "No run of the experiment is finished",
  );
});
