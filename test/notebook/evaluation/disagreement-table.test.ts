import { table } from "arquero";
import { expect, test } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { disagreementTable } from "../../../lib/notebook/evaluation/disagreement-table";

const answers = (expected_age: number[], predicted_gender: number[]) =>
  table({
    ...{ filename: ["a", "b", "c", "d"], age: [20, 30, 40, 50], gender: [0, 1, 0, 1] },
    ...{ expected_age, predicted_gender, predicted_age: expected_age },
    ...{ true_age_probability: [0.1, 0.1, 0.1, 0.1], gender_probability: [0.9, 0.9, 0.9, 0.9] },
  });

test("each two networks have a row: their figures, and how often they disagree", async () => {
  const [one, two] = [answers([20, 30, 40, 50], [0, 1, 0, 1]), answers([25, 36, 29, 50], [0, 0, 0, 1])];
  const bundle = await mimeBundle(
    disagreementTable(
      new Map([
        ["<1>", one],
        ["2", two],
        ["3", one],
      ]),
    ),
  );
  const lines = String(bundle["text/plain"]).split("\n");
  // 0, 5, 6, 11 and 0 years off and apart.
  expect(lines[1]).toMatch(/^<1> and 2 +100\.0 and 75\.0 % +0\.00 and 5\.50 /);
  expect(lines[1]).toMatch(/25\.0 % \(0\.0 to 75\.0\) +50\.0 % \(0\.0 to 100\.0\) +25\.0 % \(0\.0 to 75\.0\)$/);
  expect(lines[2]).toMatch(/^<1> and 3 .* 0\.0 % \(0\.0 to 0\.0\)$/);
  expect(lines[4]).toBe("Shares of 4 faces with their 95 % intervals.");
  expect(bundle["text/html"]).toContain("&#60;1&#62; and 2");
});
