import { table } from "arquero";
import { expect, test, vi } from "vitest";
import { mimeBundle } from "../../../lib/display/display";
import { evaluate } from "../../../lib/model/evaluate";
import { groupsChart } from "../../../lib/notebook/evaluation/groups-chart";

const rows = Array.from({ length: 1200 }, (_, row) => row);
const ages = rows.map((row) => (row % 2 ? 25 : 65));
const genders = rows.map((row) => (row % 3 ? 1 : 0));
const predictions = table({
  age: ages,
  gender: genders,
  ethnicity: rows.map((row) => (row % 5 ? null : "<b>")),
  predicted_age: rows.map(() => 30),
  expected_age: rows.map((row) => 30 + (row % 4)),
  true_age_probability: rows.map(() => 0.1),
  predicted_gender: rows.map((row) => (row % 7 ? (genders[row] ?? 0) : 1)),
  gender_probability: rows.map(() => 0.9),
});

test("each group has a row in each panel, red where it differs from the other faces", async () => {
  const warn = vi.spyOn(console, "warn");
  const bundle = await mimeBundle(groupsChart(await evaluate(predictions, { seed: 1 })));
  const { hconcat } = JSON.parse(JSON.stringify(bundle["application/vnd.vegalite.v5+json"]));
  const [genders, errors, biases] = hconcat.map((panel: { data: { values: object[] } }) => panel.data.values);
  const labels = ["all (1,200 faces)", "20-29 years (600 faces)", "60-69 years (600 faces)", "female (400 faces)"];
  expect(errors.map(({ label }: { label: string }) => label)).toEqual([
    ...labels,
    "male (800 faces)",
    "<b> (240 faces)",
  ]);
  expect(genders[0]).toMatchObject({ verdict: "all faces", told: "95" });
  expect(genders[3]).toMatchObject({ verdict: "differs from the other faces" });
  expect(biases[2]).toMatchObject({ verdict: "differs from the other faces", told: expect.stringMatching(/^−3[34]/) });
  expect(errors[3]).toMatchObject({ verdict: "cannot be told from the other faces" });
  expect(String(bundle["image/svg+xml"])).toContain("For whom is it wrong?");
  expect(warn).not.toHaveBeenCalled();
});
