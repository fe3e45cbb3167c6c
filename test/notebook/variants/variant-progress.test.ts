import { afterEach, expect, test } from "vitest";
import { variantProgress } from "../../../lib/notebook/variants/variant-progress";
import { variantRuns } from "../../../lib/training/experiment/variant-runs";
import { leaveNotebook, pretendNotebook } from "../../display/pretend-notebook";
import { fakeSplit } from "../../model/fake-split";

afterEach(leaveNotebook);

const runs = variantRuns({
  name: "fake",
  variants: { both: {}, age: { ageWeight: 1 } },
  seeds: [1, 2],
  train: fakeSplit({ count: 16 }),
  val: fakeSplit({ count: 8, name: "val" }),
  epochs: 2,
  batchSize: 8,
});

test("each variant has a line, on which the steps of all its runs are", () => {
  const { displays } = pretendNotebook();
  const progress = variantProgress(runs);
  const [ofBoth = () => {}, ofAge = () => {}, ofBothAgain = () => {}] = runs.map((run) => progress.ofRun(run));
  ofBoth(4, 4, 4); // it was finished before
  ofAge(2, 4, 0);
  ofAge(3, 3, 0); // and ended early
  ofBothAgain(3, 4, 1);
  ofBothAgain(4, 4, 1);
  progress.end();
  expect(displays).toHaveLength(1);
  const texts = displays[0]?.map((state) => String(state["text/plain"])) ?? [];
  expect(texts[0]).toBe("both: step 4 of 8\nage: not begun");
  expect(texts.at(-1)).toMatch(/^both: 8 steps, the last 3 in [\d.]+ s\nage: step 4 of 8, /);
});

test("faces that are embedded meanwhile have bars of their own", () => {
  const { displays } = pretendNotebook();
  const progress = variantProgress(runs);
  for (const run of runs) {
    progress.onEmbed("train", 16, 16, 0); // once for all runs
    progress.ofRun(run)(4, 4, 0);
  }
  progress.end();
  expect(displays.map((states) => String(states.at(-1)?.["text/plain"]).split(" in")[0])).toEqual([
    "Embedding train: 16",
    "both: 8 steps",
  ]);
});
