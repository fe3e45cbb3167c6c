import { type ColumnTable, table } from "arquero";
import { genderLetter } from "../../dataset/gender";
import { sameFaces } from "../../model/prediction/same-faces";

/**
 * What several runs say of the same faces, side by side for `faceGrid`.
 *
 * @param predictions - of each run, by the name that it has under the faces: tables as `predictFaces` returns them
 * @returns a table with the columns `filename` and `caption`; ages are expected values in whole years
 * @throws Error when they are not of the same faces
 * @example
 * await faceGrid(store.val, runAnswers(new Map([["1", first], ["2", second]])).slice(0, 12));
 */
export function runAnswers(predictions: ReadonlyMap<string, ColumnTable>): ColumnTable {
  const [first = table({ filename: [] })] = predictions.values();
  const filename = sameFaces([...predictions.values()]);
  const answer = (run: ColumnTable, row: number) =>
    `${Math.round(run.get("expected_age", row))} ${genderLetter(run.get("predicted_gender", row))}`;
  const captions = filename.map((_, row) => {
    const actual = `actual ${first.get("age", row)} ${genderLetter(first.get("gender", row))}`;
    return [actual, ...Array.from(predictions, ([name, run]) => `${name}: ${answer(run, row)}`)].join(", ");
  });
  return table({ filename, caption: captions });
}
