import type { ColumnTable } from "arquero";
import { ascending, descending } from "d3-array";
import { asDisplayable } from "../../display/display";
import type { FaceSplit } from "../../images/face-split";
import type { Predictor } from "../../model/prediction/predictor";
import { dropdown } from "../widgets/dropdown";
import { interact } from "../widgets/interact";
import { widget } from "../widgets/page-widget";
import type { Widget } from "../widgets/widget";
import { imageGrid } from "./image-grid";
import { predictionCaption } from "./prediction-caption";
import { drawScatter, scatterPlot, scatterSize } from "./scatter-drawing";

/** How many faces are shown at once. */
const SHOWN = 12;
/** A face is framed in red from an error of so many years on. */
const WRONG = 10;

/** A face with what was predicted of it. */
interface ExploredFace {
  row: number;
  age: number;
  gender: number;
  /** The expected value, in tenths of a year: where its dot is. */
  predicted: number;
  caption: string;
  wrong: boolean;
  /** Of the most likely age. */
  certainty: number;
  error: number;
}

type Order = (one: ExploredFace, other: ExploredFace) => number;

const byLargestError: Order = (one, other) => descending(one.error, other.error);
const decade = ({ age }: ExploredFace) => Math.floor(age / 10);

const orders: Record<string, Order> = {
  "error, largest first": byLargestError,
  "error, smallest first": (one, other) => ascending(one.error, other.error),
  "certainty, surest first": (one, other) => descending(one.certainty, other.certainty),
  "certainty, least sure first": (one, other) => ascending(one.certainty, other.certainty),
  "group: gender and decade": (one, other) =>
    ascending(one.gender, other.gender) || ascending(decade(one), decade(other)) || byLargestError(one, other),
};

/**
 * A scatter of the faces of a split by actual and predicted age. A click on a dot, or a rectangle that is drawn or moved by arrow
 * keys, has the faces shown that are there, each with its softmax.
 *
 * @param predictor - asked again for the softmax of the faces shown
 * @param predictions - as `predictFaces` returns them for this split
 * @throws Error when they are not of this split
 * @example
 * faceExplorer(predictor, store.val, await predictFaces(predictor, store.val))
 */
export function faceExplorer(predictor: Predictor, split: FaceSplit, predictions: ColumnTable): Widget {
  const faces = exploredFaces(split, predictions);
  const scatter = faceScatter(faces);
  const order = dropdown({ label: "sorted by", options: orders });
  return interact({ scatter, order }, async ({ scatter: { region, first }, order }) => {
    const isThere = ({ age, predicted }: ExploredFace) =>
      age >= region.left && age <= region.right && predicted >= region.bottom && predicted <= region.top;
    const shown = faces.filter(isThere).sort(order).slice(first).slice(0, SHOWN);
    if (shown.length === 0) return asDisplayable({ "text/plain": "No face is there." });
    // Always as many images: the network is compiled for each number of them.
    const rows = Array.from({ length: SHOWN }, (_, place) => shown[place]?.row ?? 0);
    const images = await split.readImages(rows);
    const answers = predictor.predict(images);
    const bytes = split.imageSize ** 2 * 3;
    const pictures = shown.map((face, place) => ({
      pixels: images.subarray(place * bytes, (place + 1) * bytes),
      caption: face.caption,
      wrong: face.wrong,
      softmax: {
        probabilities: answers[place]?.ageProbabilities ?? [],
        expectedAge: face.predicted,
        actualAge: face.age,
      },
    }));
    return imageGrid(pictures, { imageSize: split.imageSize });
  });
}

function exploredFaces(split: FaceSplit, predictions: ColumnTable): ExploredFace[] {
  const column = (name: string) => predictions.array(name);
  const [filenames, known] = [column("filename"), split.faces.array("filename")];
  if (filenames.length !== split.count || known.some((name: unknown, row: number) => name !== filenames[row])) {
    throw new Error(`These are not the predictions of the split ${split.name}: predict it with predictFaces.`);
  }
  return Array.from(split.ages, (age, row) => {
    const gender = split.genders[row] ?? 0;
    const [expected_age, predicted_gender] = [column("expected_age")[row], column("predicted_gender")[row]];
    const error = Math.abs(expected_age - age);
    return {
      row,
      age,
      gender,
      predicted: Math.round(10 * expected_age) / 10,
      caption: predictionCaption({ age, gender, expected_age, predicted_gender }),
      wrong: predicted_gender !== gender || error > WRONG,
      certainty: column("age_probability")[row],
      error,
    };
  });
}

/** The dots, with the part of them that was chosen, and the first face of it that is shown. */
function faceScatter(faces: readonly ExploredFace[]) {
  const actual = faces.map(({ age }) => age);
  const predicted = faces.map(({ predicted }) => predicted);
  const svg = drawScatter({ actual, predicted, genders: faces.map(({ gender }) => gender) });
  return widget({
    module: "./lib/notebook/widgets/pages/face-scatter.mjs",
    state: {
      svg,
      plot: { ...scatterPlot, of: scatterSize.width },
      actual,
      predicted,
      region: { left: 0, right: 100, bottom: 0, top: 100 },
      first: 0,
      shown: SHOWN,
    },
    picture: () => ({
      "text/html": svg,
      "text/plain": `${faces.length} faces, by their actual and their predicted age`,
    }),
  });
}
