import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { writeCleaningReport } from "../../lib/dataset/cleaning-report";
import { scratchFolder } from "../scratch-folder";

test("a cleaning's counts are written as JSON", async () => {
  const file = path.join(scratchFolder(), "cleaning.json");
  const report = { kept: 6, dropped: { score: 1, second_face: 2, age: 3, gender: 4 } };
  await writeCleaningReport(file, report);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(report);
});
