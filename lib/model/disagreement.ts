import { type ColumnTable, table } from "arquero";
import { bootstrapMean, type Estimate } from "./bootstrap";
import { sameFaces } from "./prediction/same-faces";

/** How often two networks answer otherwise about the same face: shares of the faces. */
export interface Disagreement {
  /** The other gender. */
  gender: Estimate;
  /** Ages, by expected value, more than 5 and more than 10 years apart. */
  age_by_more_than_5: Estimate;
  age_by_more_than_10: Estimate;
  /** A row a face: `filename`, `years_apart`, and `two_genders`, whether they say another one. */
  faces: ColumnTable;
}

/**
 * How often two networks disagree, of two runs that differ in nothing but the seed for example. Figures that are means over many
 * faces say nothing of it: two networks that are right equally often need not be right about the same faces.
 *
 * Source: Milani Fard et al., "Launch and iterate: reducing prediction churn", NIPS 2016
 *
 * @param one - as `predictFaces` returns it
 * @param other - of the same faces
 * @param options - `seed`: see `bootstrapMean`
 * @throws when they are not of the same faces
 * @example
 * const { gender } = disagreement(await predictWithRun("run-1", store.val), await predictWithRun("run-2", store.val), { seed: 1 });
 */
export function disagreement(one: ColumnTable, other: ColumnTable, { seed }: { seed: number }): Disagreement {
  const filename = sameFaces([one, other]);
  const [ages, otherAges] = [one.array("expected_age"), other.array("expected_age")];
  const [genders, otherGenders] = [one.array("predicted_gender"), other.array("predicted_gender")];
  const apart = Float64Array.from(filename, (_, row) => Math.abs(ages[row] - otherAges[row]));
  const twoGenders = filename.map((_, row) => genders[row] !== otherGenders[row]);
  const share = (of: Iterable<boolean>) => bootstrapMean(Array.from(of, Number), { seed });
  return {
    gender: share(twoGenders),
    age_by_more_than_5: share(Array.from(apart, (years) => years > 5)),
    age_by_more_than_10: share(Array.from(apart, (years) => years > 10)),
    faces: table({ filename, years_apart: apart, two_genders: twoGenders }),
  };
}
