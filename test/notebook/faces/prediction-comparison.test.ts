import { table } from "arquero";
import { expect, test } from "vitest";
import { comparePredictions } from "../../../lib/notebook/faces/prediction-comparison";

const faces = { filename: ["1.jpg", "2.jpg", "3.jpg"], age: [20, 40, 60], gender: [1, 0, 1] };
const baseline = table({ ...faces, expected_age: [30.2, 41, 55], predicted_gender: [1, 1, 0] });
const best = table({ ...faces, expected_age: [25, 50, 65.4], predicted_gender: [0, 0, 1] });

test("each face has both answers, and which is nearer in whole years", () => {
  const compared = comparePredictions({ baseline, best });
  expect(compared.array("nearer")).toEqual(["best", "baseline", "neither"]);
  expect(compared.array("wrong")).toEqual([false, true, false]);
  expect(compared.array("caption")).toEqual([
    "actual 20 M, baseline 30 M, best 25 F, best is nearer",
    "actual 40 F, baseline 41 M, best 50 F, baseline is nearer",
    "actual 60 M, baseline 55 F, best 65 M, equally near",
  ]);
  expect(compared.objects()[0]).toMatchObject({ filename: "1.jpg", age: 20, baseline_age: 30, best_age: 25 });
});

test("predictions of other faces are refused", () => {
  expect(() => comparePredictions({ baseline, best: best.slice(1) })).toThrow("not predictions of the same faces");
});
