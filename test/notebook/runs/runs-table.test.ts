import { table } from "arquero";
import { expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { runsTable } from "../../../lib/notebook/runs/runs-table";
import { someRuns } from "./some-runs";

test("what differs is shown, and what is the same is said once", async () => {
  const { "text/plain": text } = await mimeBundle(runsTable(someRuns));
  expect(text).toBe(
    [
      "run       state                   batchSize  learningRate  validation loss  age error (MAE, years)  gender accuracy  time",
      "baseline  finished                        4        0.0001           2.500                   16.25           75.0 %*  13 s",
      "quick     finished                        4         0.001           2.250*                  14.00*          50.0 %   13 s",
      "large     running at step 1 of 4          8         0.001",
      "The same in all 3: epochs 2, optimizer adam, seed 1.",
      "Marked: what differs from the first. Bold: the best of the last evaluations.",
    ].join("\n"),
  );
});

test("in HTML the cells that differ from the first row are marked, the best metrics bold", async () => {
  const html = String((await mimeBundle(runsTable(someRuns)))["text/html"]);
  const emphasized = (tag: string) =>
    [...html.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, "g"))].map(([, text]) => text);
  expect(emphasized("mark")).toEqual(["0.001", "running at step 1 of 4", "8", "0.001"]);
  expect(emphasized("strong")).toEqual(["75.0 %", "2.250", "14.00"]);
});

test("the runs may be filtered and ordered; states and code are columns only where they differ", async () => {
  const finished = someRuns.filter("d => d.state === 'finished'").orderby("loss");
  const { "text/plain": text } = await mimeBundle(runsTable(finished.derive({ code: "d => d.run" })));
  expect(text).toMatch(/^run +learningRate +code +validation loss/);
  expect(text).toMatch(/\nquick .*\nbaseline /);
  expect(text).toContain("The same in all 2: finished, epochs 2, batchSize 4,");
});

test("the baseline comes first, before the others in their order", async () => {
  const { "text/plain": text } = await mimeBundle(runsTable(someRuns.orderby("loss"), "large"));
  expect(text).toMatch(/^run .*\nlarge .*\nquick .*\nbaseline /);
});

test("one run is described, and no runs are said to be none", async () => {
  const { "text/plain": text } = await mimeBundle(runsTable(someRuns.slice(0, 1)));
  expect(text).toContain("\nOne run: finished, epochs 2, batchSize 4, learningRate 0.0001, optimizer adam, seed 1.");
  expect((await mimeBundle(runsTable(table({ run: [] }))))["text/plain"]).toBe("There are no runs.");
});
