import { type ColumnTable, from } from "arquero";
import { group } from "d3-array";
import { genderLetter } from "../../dataset/gender";
import { thumbnails } from "../faces/thumbnails";
import { panelTitle } from "./chart-style";

/** A transform of Vega-Lite that lets chosen rows pass. */
interface Chosen {
  filter: { and: ({ param: string } | string)[] };
}

const ageGroup = 5; // years, of each of which some faces have a picture
const picturesOfGroup = 2;
const picture = { size: 46, columns: 12, lines: 2 };

/**
 * A panel with the pictures of chosen faces, of as many as there is room for, from the youngest to the oldest. Some forty of all ages
 * have one, which is in the chart.
 *
 * @param faces - a table with the columns `filename`, `age` and `gender`
 * @param width - in pixels
 */
export async function chosenPictures(
  faces: ColumnTable,
  imageFolder: string,
  { chosen, width }: { chosen: Chosen; width: number },
) {
  const { size, columns, lines } = picture;
  const room = columns * lines;
  const place = { window: [{ op: "row_number" as const, as: "place" }], sort: [{ field: "age" }] };
  const side = (domain: number[]) => ({
    type: "quantitative" as const,
    axis: null,
    scale: { domain, nice: false, zero: false },
  });
  return {
    title: panelTitle("some of them"),
    data: { values: await somePictures(faces, imageFolder) },
    width,
    height: lines * (size + 20),
    transform: [
      chosen,
      { joinaggregate: [{ op: "count" as const, as: "count" }] },
      place,
      // Where there are too many, those at equal distances.
      {
        filter: `datum.count <= ${room} || floor(datum.place * ${room} / datum.count) > floor((datum.place - 1) * ${room} / datum.count)`,
      },
      place,
      { calculate: `(datum.place - 1) % ${columns}`, as: "column" },
      { calculate: `floor((datum.place - 1) / ${columns})`, as: "line" },
    ],
    encoding: {
      x: { field: "column", ...side([-0.5, columns - 0.5]) },
      y: { field: "line", ...side([lines - 0.5, -0.5]) },
    },
    layer: [
      {
        mark: { type: "image" as const, width: size, height: size },
        encoding: { url: { field: "url", type: "nominal" as const } },
      },
      {
        mark: { type: "text" as const, dy: size / 2 + 9 },
        encoding: { text: { field: "caption", type: "nominal" as const } },
      },
    ],
  };
}

/** Pictures of faces of all ages. */
async function somePictures(faces: ColumnTable, imageFolder: string): Promise<ColumnTable> {
  const everybody = Array.from({ length: faces.numRows() }, (_, row) => ({
    filename: String(faces.get("filename", row)),
    age: Number(faces.get("age", row)),
    gender: Number(faces.get("gender", row)),
  }));
  const groups = group(everybody, ({ age }) => Math.floor(age / ageGroup));
  const shown = await Promise.all(
    Array.from(groups.values(), (ofAge) =>
      thumbnails(imageFolder, ofAge, { size: picture.size, count: picturesOfGroup }),
    ),
  );
  return from(shown.flat().map(({ age, gender, url }) => ({ age, caption: `${age} ${genderLetter(gender)}`, url })));
}
