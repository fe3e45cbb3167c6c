import { type ColumnTable, escape as fromRow } from "arquero";
import { type Chart, chart } from "./chart";
import { genderScale, gridColor, panelTitle, textColor } from "./chart-style";
import { chosenPictures } from "./chosen-pictures";

const width = 620;

/** The faces between the ages that are brushed, and between those of the two sliders: who brushes with keys moves these. */
const chosen = { filter: { and: [{ param: "brush" }, "datum.age >= from_age && datum.age <= to_age"] } };

/**
 * The ages of faces, of which a range can be brushed: who they are, and some of their pictures. All of it is in the chart, which needs
 * no kernel: it answers in a saved notebook as well.
 *
 * @param faces - a table with the columns `filename`, `age`, `gender` (0 female, 1 male), `split` and `face_score`
 * @param imageFolder - where their pictures are; those of some forty faces go into the chart
 * @example
 * await ageBrush(faces, folder)
 */
export async function ageBrush(faces: ColumnTable, imageFolder: string): Promise<Chart> {
  const counts = faces
    .derive({
      person: fromRow(({ gender }: Face) => (gender === 1 ? "male" : "female")),
      score: fromRow(({ face_score }: Face) => (Number.isFinite(face_score) ? Math.floor(face_score) : null)),
    })
    .groupby("age", "person", "split", "score")
    .count({ as: "faces" });
  return chart({
    title: {
      text: "Faces by age",
      subtitle: [
        "Drag over some ages, then drag the frame; a double click takes it away. Two sliders below do the same.",
        "Bars: shares among the chosen faces. Lines: among all.",
      ],
    },
    usermeta: { embedOptions: { renderer: "svg" } },
    params: [
      { name: "from_age", value: 0, bind: { input: "range", min: 0, max: 100, step: 1, name: "from age " } },
      { name: "to_age", value: 100, bind: { input: "range", min: 0, max: 100, step: 1, name: "to age " } },
    ],
    data: { values: counts },
    spacing: 22,
    vconcat: [
      ages(),
      {
        spacing: 56,
        bounds: "flush",
        hconcat: [
          shares("gender", "person", {
            color: { field: "person", type: "nominal", scale: genderScale, legend: null },
          }),
          shares("split", "split"),
          shares("score, rounded down", "score", {
            labelExpr: "isValid(datum.value) ? datum.label : 'none'",
          }),
        ],
      },
      await chosenPictures(faces, imageFolder, { chosen, width }),
    ],
  });
}

interface Face {
  gender: number;
  face_score: number;
}

function ages() {
  const faces = { field: "faces", type: "quantitative" as const, aggregate: "sum" as const, title: "faces" };
  const words =
    "format(datum.count, ',') + (datum.count == 1 ? ' face' : ' faces') + ', of ' + datum.youngest + ' to ' + datum.oldest + ' years'";
  return {
    width,
    height: 110,
    layer: [
      {
        params: [{ name: "brush", select: { type: "interval" as const, encodings: ["x" as const] } }],
        mark: { type: "bar" as const, width: 5, color: gridColor },
        encoding: { y: faces },
      },
      { transform: [chosen], mark: { type: "bar" as const, width: 5 }, encoding: { y: faces } },
      {
        transform: [
          chosen,
          {
            aggregate: [
              { op: "sum" as const, field: "faces", as: "count" },
              { op: "min" as const, field: "age", as: "youngest" },
              { op: "max" as const, field: "age", as: "oldest" },
            ],
            groupby: [],
          },
          { filter: "datum.count > 0" },
          { calculate: words, as: "words" },
        ],
        mark: { type: "text" as const, align: "right" as const, fontSize: 12, fontWeight: 600 as const },
        encoding: { text: { field: "words" }, x: { value: width }, y: { value: -6 } },
      },
    ],
    encoding: {
      x: {
        field: "age",
        type: "quantitative" as const,
        title: "age (years)",
        scale: { domain: [-0.5, 100.5], nice: false },
      },
    },
  };
}

/** The share of each value of a column among the chosen faces, and, as a line, among all. */
function shares(title: string, column: string, { color, ...axis }: { color?: object; labelExpr?: string } = {}) {
  const ofAll = [
    { aggregate: [{ op: "sum" as const, field: "faces", as: "count" }], groupby: [column] },
    { joinaggregate: [{ op: "sum" as const, field: "count", as: "all" }] },
    { calculate: "datum.count / datum.all", as: "share" },
  ];
  return {
    title: panelTitle(title),
    width: 168,
    height: 90,
    layer: [
      { transform: [chosen, ...ofAll], mark: { type: "bar" as const }, encoding: color === undefined ? {} : { color } },
      { transform: ofAll, mark: { type: "tick" as const, thickness: 2, color: textColor } },
    ],
    encoding: {
      x: { field: column, type: "ordinal" as const, axis: { title: null, ...axis } },
      y: {
        field: "share",
        type: "quantitative" as const,
        title: null,
        scale: { domain: [0, 1] }, // the same whatever is brushed
        axis: { format: "%", tickCount: 3 },
      },
    },
  };
}
