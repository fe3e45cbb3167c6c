import type { ColumnTable } from "arquero";
import { bisectLeft } from "d3-array";
import { ageInPhoto, type Dropped, hasKnownGender, hasNoSecondFace, hasPlausibleAge } from "../../dataset/clean";
import { asDisplayable, type Displayable } from "../../display/display";
import { columnsBundle, type TextBundle } from "../../display/formatted-columns";
import { thumbnails, type WithThumbnail } from "../faces/thumbnails";

const handful = 6;
const pictureSize = 96; // pixels a side

/**
 * What a minimum score does: how many rows each of the four rules drops, and the faces whose scores are nearest to it, those just
 * below, which the first rule drops, and those just above.
 *
 * @param records - as `readRecords` returns them
 * @param imageFolder - where their pictures are
 * @returns a function that shows it for a minimum score
 * @example
 * const threshold = scoreThreshold(records, folder);
 * interact({ score }, ({ score }) => threshold(score));
 */
export function scoreThreshold(
  records: ColumnTable,
  imageFolder: string,
): (minimumScore: number) => Promise<Displayable> {
  const countsAt = droppedByScore(records);
  const scored = records.filter("d => abs(d.face_score) < Infinity").orderby("face_score");
  const scores = numbers(scored, "face_score");
  const faces = Array.from(scored.array("full_path"), (filename, row) => ({
    filename: String(filename),
    score: scores[row]?.toFixed(3),
  }));
  return async (minimumScore) => {
    const place = bisectLeft(scores, minimumScore);
    const near = 2 * handful; // some cannot be read
    const shownOf = (nearest: Face[]) => thumbnails(imageFolder, nearest, { size: pictureSize, count: handful });
    const [below, above] = await Promise.all([
      shownOf(faces.slice(Math.max(0, place - near), place).reverse()),
      shownOf(faces.slice(place, place + near)),
    ]);
    const parts = [
      countsPart(countsAt(minimumScore), minimumScore),
      facesPart("Dropped, just below", below),
      facesPart("Kept, just above", above),
    ];
    const joined = (type: keyof TextBundle) => parts.map((part) => part[type]).join("\n");
    return asDisplayable({ "text/html": joined("text/html"), "text/plain": joined("text/plain") });
  };
}

interface Face {
  filename: string;
  score: string | undefined;
}

/** How many rows each rule drops, and how many are kept, at any minimum score: found at once, as rules drop the same rows in any order. */
function droppedByScore(records: ColumnTable): (minimumScore: number) => Dropped & { kept: number } {
  const withOneFace = records.derive({ age: ageInPhoto }).filter(hasNoSecondFace);
  const ofPlausibleAge = withOneFace.filter(hasPlausibleAge);
  const ofKnownGender = ofPlausibleAge.filter(hasKnownGender);
  const sorted = [records, withOneFace, ofPlausibleAge, ofKnownGender].map((rows) =>
    numbers(rows, "face_score")
      .filter((score) => !Number.isNaN(score))
      .sort(),
  );
  return (minimumScore) => {
    const [face = 0, one = 0, age = 0, kept = 0] = sorted.map(
      (scores) => scores.length - bisectLeft(scores, minimumScore),
    );
    return { score: records.numRows() - face, second_face: face - one, age: one - age, gender: age - kept, kept };
  };
}

function countsPart(
  { score, second_face, age, gender, kept }: Dropped & { kept: number },
  minimumScore: number,
): TextBundle {
  const rows: [string, number][] = [
    [`dropped: no face of a score of ${minimumScore} or more`, score],
    ["dropped: a second face", second_face],
    ["dropped: no age from 0 to 100", age],
    ["dropped: no gender", gender],
    ["kept", kept],
  ];
  const what = { name: "what becomes of them", align: "left" as const, cells: rows.map(([text]) => text) };
  const counts = rows.map(([, count]) => count.toLocaleString("en-US"));
  return columnsBundle([what, { name: "rows", align: "right", cells: counts }], []);
}

function facesPart(title: string, faces: readonly WithThumbnail<Face>[]): TextBundle {
  const side = `width="${pictureSize}" height="${pictureSize}"`;
  const figures = faces.map(({ score, url }) => {
    const caption = `<figcaption>${score}</figcaption>`;
    return `<figure style="display: inline-block; margin: 0 8px 0 0"><img src="${url}" ${side} alt="">${caption}</figure>`;
  });
  return {
    "text/html": `<p><b>${title}</b>, with their scores</p><div>${figures.join("") || "nobody"}</div>`,
    "text/plain": `${title}: ${faces.map(({ score }) => score).join(", ") || "nobody"}`,
  };
}

function numbers(rows: ColumnTable, column: string): Float64Array {
  return Float64Array.from(Array.from(rows.array(column), Number));
}
