import { setImmediate } from "node:timers/promises";
import { type ColumnTable, table } from "arquero";
import { ethnicityColumn } from "../../dataset/ethnicity";
import { orderedBatches } from "../../images/batches";
import type { FaceSplit } from "../../images/face-split";
import { interruptible } from "../../interruptible";
import { checkImageSize } from "../forward";
import type { Prediction } from "./prediction";
import type { Predictor } from "./predictor";

/** How faces are predicted, and who is told. */
interface PredictFacesOptions {
  /** How many faces at a time; it decides the memory needed, not the result. Default 32. */
  batchSize?: number;
  /** Stops it, as the stop button does in a notebook. */
  signal?: AbortSignal;
  /** Called after each batch with the count of faces done. */
  onProgress?: (done: number) => void;
}

/**
 * Predicts every face of a split, in its order.
 *
 * @returns a table, see `predictionTable`
 * @throws when the split's images are not of the predictor's size; `Stopped` when it is stopped
 */
export async function predictFaces(
  predictor: Predictor,
  split: FaceSplit,
  options: PredictFacesOptions = {},
): Promise<ColumnTable> {
  return predictionTable(split.faces, await predictSplit(predictor, split, options));
}

/**
 * Predicts every face of a split, in its order, with all that is said of it.
 *
 * @throws as `predictFaces`
 */
export async function predictSplit(
  predictor: Predictor,
  split: FaceSplit,
  options: PredictFacesOptions = {},
): Promise<Prediction[]> {
  const { batchSize = 32, signal, onProgress } = options;
  checkImageSize(split, predictor.imageSize);
  return interruptible(signal, async (signal) => {
    const predictions: Prediction[] = [];
    for await (const batch of orderedBatches(split, { batchSize })) {
      signal.throwIfAborted();
      predictions.push(...predictor.predict(batch.images));
      onProgress?.(predictions.length);
      await setImmediate(); // a notebook's kernel can answer, also where no file is read
    }
    return predictions;
  });
}

/**
 * A table of faces with what was predicted of them.
 *
 * @param faces - a table with the columns `filename`, `age`, `gender` and perhaps `ethnicity`, of a row for each prediction
 * @returns the columns `filename, age, gender, predicted_age, expected_age, age_probability, true_age_probability,
 *   predicted_gender, gender_probability`, `ethnicity` after the gender where the faces have it, and `age_low, age_high` where ages
 *   have intervals
 */
export function predictionTable(faces: ColumnTable, predictions: readonly Prediction[]): ColumnTable {
  const ages = faces.array("age");
  const intervals = predictions.flatMap(({ ageInterval }) => (ageInterval ? [ageInterval] : []));
  return table({
    filename: faces.array("filename"),
    age: ages,
    gender: faces.array("gender"),
    ...ethnicityColumn(faces),
    predicted_age: predictions.map(({ age }) => age),
    expected_age: predictions.map(({ expectedAge }) => expectedAge),
    age_probability: predictions.map(({ ageProbability }) => ageProbability),
    true_age_probability: predictions.map(({ ageProbabilities }, row) => ageProbabilities[ages[row]]),
    predicted_gender: predictions.map(({ gender }) => gender),
    gender_probability: predictions.map(({ genderProbability }) => genderProbability),
    ...(intervals.length > 0 && {
      age_low: intervals.map(([low]) => low),
      age_high: intervals.map(([, high]) => high),
    }),
  });
}
