import { type ColumnTable, table } from "arquero";
import { genderLetter } from "../../dataset/gender";
import { type DecodedFace, FaceDecoder } from "../../images/decoding/face-decoder";
import { interruptible, Stopped } from "../../interruptible";
import type { Prediction } from "./prediction";
import type { Predictor } from "./predictor";

/** A picture to be predicted. */
export interface Picture {
  /** Where it is. */
  file: string;
  /** What it is called in the result. */
  filename: string;
}

/** Who is told while pictures are predicted, and what stops it. */
export interface PredictPicturesOptions {
  /** Called with the count of pictures done and of all. */
  onProgress?: (done: number, total: number) => void;
  /** Called with each picture that cannot be read, and why. */
  onUnreadable?: (picture: Picture, error: Error) => void;
  /** Stops it, as the stop button does in a notebook. */
  signal?: AbortSignal;
}

/** Pictures were stopped being predicted by a person. */
export class StoppedPredicting extends Stopped {
  /** @param rows - of the pictures that are done, in their order, as they are returned where nobody stops */
  constructor(
    done: number,
    total: number,
    readonly rows: ColumnTable,
  ) {
    super(`Stopped. Of ${total} pictures, ${done} are done.`);
  }
}

const BATCH_SIZE = 32;

/**
 * Predicts age and gender of pictures of any size and format that `decodeImage` reads, one face a picture. They are decoded as
 * those that the network was trained on.
 *
 * @returns a table with the columns `filename`; `age`, the most likely one; `age_expected`, to the hundredth of a year;
 *   `age_probability`, empty where the network gives the age as one number; `gender`, M or F; `gender_probability`; and where the
 *   predictor gives intervals, `age_low` and `age_high`. A picture that cannot be read has a row without values.
 * @throws `StoppedPredicting` when it is stopped
 */
export async function predictPictures(
  predictor: Predictor,
  pictures: readonly Picture[],
  options: PredictPicturesOptions = {},
): Promise<ColumnTable> {
  const predictions: (Prediction | undefined)[] = [];
  const rows = () =>
    table({
      filename: predictions.map((_, row) => pictures[row]?.filename),
      ...predictionColumns(predictor, predictions),
    });
  try {
    await predictInto(predictions, predictor, pictures, options);
  } catch (error) {
    throw error instanceof Stopped ? new StoppedPredicting(predictions.length, pictures.length, rows()) : error;
  }
  return rows();
}

/** The columns of `predictPictures` that tell what was predicted; a row without a prediction has no values. */
export function predictionColumns(
  { intervalLevel }: Pick<Predictor, "intervalLevel">,
  predictions: readonly (Prediction | undefined)[],
): Record<string, unknown[]> {
  return {
    age: predictions.map((face) => face?.age),
    age_expected: predictions.map((face) => face && rounded(face.expectedAge, 2)),
    age_probability: predictions.map((face) => face?.ageProbability && rounded(face.ageProbability, 4)),
    gender: predictions.map((face) => face && genderLetter(face.gender)),
    gender_probability: predictions.map((face) => face && rounded(face.genderProbability, 4)),
    ...(intervalLevel !== undefined && {
      age_low: predictions.map((face) => face?.ageInterval?.[0]),
      age_high: predictions.map((face) => face?.ageInterval?.[1]),
    }),
  };
}

/**
 * Predicts each picture, see `predictPictures`.
 *
 * @returns a prediction a picture, in their order; undefined for one that cannot be read
 * @throws `Stopped` when it is stopped
 */
export async function predictEach(
  predictor: Predictor,
  pictures: readonly Picture[],
  options: PredictPicturesOptions = {},
): Promise<(Prediction | undefined)[]> {
  const predictions: (Prediction | undefined)[] = [];
  await predictInto(predictions, predictor, pictures, options);
  return predictions;
}

/** Predicts each picture, see `predictEach`: what is done when it is stopped is in `predictions`. */
function predictInto(
  predictions: (Prediction | undefined)[],
  predictor: Predictor,
  pictures: readonly Picture[],
  { signal, onProgress, onUnreadable }: PredictPicturesOptions,
): Promise<void> {
  return interruptible(signal, async (signal) => {
    const decoder = new FaceDecoder({ imageSize: predictor.imageSize });
    try {
      for await (const decoded of decoder.decode(pictures.map(({ file }) => ({ filename: file })))) {
        for (let start = 0; start < decoded.length; start += BATCH_SIZE) {
          signal.throwIfAborted();
          const batch = decoded.slice(start, start + BATCH_SIZE);
          for (const [index, { error }] of batch.entries()) {
            const picture = pictures[predictions.length + index];
            if (error && picture) onUnreadable?.(picture, error);
          }
          predictions.push(...predictDecoded(predictor, batch));
          onProgress?.(predictions.length, pictures.length);
        }
      }
    } finally {
      decoder.close();
    }
  });
}

/** The predictions of the faces that could be decoded, in their places. */
function predictDecoded(predictor: Predictor, faces: readonly DecodedFace[]): (Prediction | undefined)[] {
  const images = faces.flatMap(({ image }) => image ?? []);
  const predictions = images.length > 0 ? predictor.predict(new Uint8Array(Buffer.concat(images))) : [];
  return faces.map(({ image }) => image && predictions.shift());
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
