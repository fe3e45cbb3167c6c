import { afterEach, expect, test } from "vitest";
import { runProgress } from "../../../lib/notebook/runs/run-progress";
import { leaveNotebook, pretendNotebook } from "../../display/pretend-notebook";

afterEach(leaveNotebook);

test("a run's steps are told on a line, and nothing of one that was finished before", () => {
  const { displays } = pretendNotebook();
  runProgress("Run 1 of 2, first")(4, 4, 4);
  const show = runProgress("Run 2 of 2, second");
  show(3, 4, 2);
  show(4, 4, 2);
  expect(displays).toHaveLength(1);
  expect(displays[0]?.at(-1)?.["text/plain"]).toMatch(/^Run 2 of 2, second: 4 steps, the last 2 in [\d.]+ s$/);
});
