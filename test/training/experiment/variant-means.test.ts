import { expect, test } from "vitest";
import { variantCurves, variantMeans } from "../../../lib/training/experiment/variant-means";
import { someEvaluations } from "./some-evaluations";

test("mean, standard deviation and range of the runs' last evaluations, a row a variant", () => {
  const means = variantMeans(someEvaluations).objects();
  expect(means).toMatchObject([
    {
      ...{ variant: "both tasks", runs: 2, seconds: 10, images_per_second: 310 },
      ...{ age_error_by_expected_value: 11, age_error_by_expected_value_low: 10, age_error_by_expected_value_high: 12 },
    },
    { variant: "age alone", runs: 1, age_error_by_expected_value: 11 },
  ]);
  expect(means[0]).toHaveProperty("age_error_by_expected_value_sd", Math.SQRT2);
});

test("what was not learned has no mean, and one run no standard deviation", () => {
  const [, ageAlone] = variantMeans(someEvaluations).objects();
  expect(ageAlone).toMatchObject({ gender_accuracy: undefined, age_error_by_expected_value_sd: undefined });
});

test("runs that ended at different steps are one variant all the same", () => {
  const uneven = someEvaluations.filter("d => d.seed === 1 || d.epoch === 1");
  expect(variantMeans(uneven).array("age_error_by_expected_value")).toEqual([13, 11]);
});

test("curves have a row for each variant and step", () => {
  const curves = variantCurves(someEvaluations);
  expect(curves.array("variant")).toEqual(["both tasks", "both tasks", "age alone", "age alone"]);
  expect(curves.array("epoch")).toEqual([1, 2, 1, 2]);
  expect(curves.array("age_error_by_expected_value")).toEqual([17, 11, 17, 11]);
});
