import { type ColumnTable, escape as fromRow, table } from "arquero";
import { genderLetter } from "../../dataset/gender";
import { sameFaces } from "../../model/prediction/same-faces";

/** A face with both predictions of it; ages in whole years. */
interface ComparedFace {
  age: number;
  gender: number;
  baseline_age: number;
  baseline_gender: number;
  best_age: number;
  best_gender: number;
}

/**
 * The predictions of two networks for the same faces, side by side for `faceGrid`: both answers, and which of them is nearer
 * to the age, by expected values in whole years.
 *
 * @param predictions - two tables as `predictFaces` returns them
 * @returns a table with the columns `filename`, `age`, `gender`, `baseline_age`, `baseline_gender`, `best_age`,
 *   `best_gender`, `nearer` (`baseline`, `best` or `neither`), `caption`, and `wrong`, true where the baseline is nearer
 * @throws when they are not of the same faces
 * @example
 * const compared = comparePredictions({
 *   baseline: await predictWithRun("run-1", store.val),
 *   best: await predictWithRun("run-2", store.val),
 * });
 * await faceGrid(store.val, compared.slice(0, 12));
 */
export function comparePredictions({ baseline, best }: { baseline: ColumnTable; best: ColumnTable }): ColumnTable {
  return table({
    filename: sameFaces([baseline, best]),
    age: baseline.array("age"),
    gender: baseline.array("gender"),
    baseline_age: wholeYears(baseline),
    baseline_gender: baseline.array("predicted_gender"),
    best_age: wholeYears(best),
    best_gender: best.array("predicted_gender"),
  }).derive({
    nearer: fromRow(nearer),
    caption: fromRow(caption),
    wrong: fromRow((face: ComparedFace) => nearer(face) === "baseline"),
  });
}

function wholeYears(predictions: ColumnTable): number[] {
  const ages: number[] = Array.from(predictions.array("expected_age"));
  return ages.map(Math.round);
}

function nearer({ age, baseline_age, best_age }: ComparedFace): "baseline" | "best" | "neither" {
  const [ofBaseline, ofBest] = [Math.abs(baseline_age - age), Math.abs(best_age - age)];
  if (ofBaseline === ofBest) return "neither";
  return ofBest < ofBaseline ? "best" : "baseline";
}

function caption(face: ComparedFace): string {
  const answer = (age: number, gender: number) => `${age} ${genderLetter(gender)}`;
  return [
    `actual ${answer(face.age, face.gender)}`,
    `baseline ${answer(face.baseline_age, face.baseline_gender)}`,
    `best ${answer(face.best_age, face.best_gender)}`,
    nearer(face) === "neither" ? "equally near" : `${nearer(face)} is nearer`,
  ].join(", ");
}
