import { type ColumnTable, table } from "arquero";
import { genderLetter } from "../../dataset/gender";
import { type DecodedFace, FaceDecoder } from "../../images/decoding/face-decoder";
import { interruptible } from "../../interruptible";
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

const BATCH_SIZE = 32;

/**
 * Predicts age and gender of pictures of any size and format that `decodeImage` reads, one face a picture. They are decoded as
 * those that the network was trained on.
 *
 * @returns a table with the columns `filename`; `age`, the most likely one; `age_expected`, to the hundredth of a year;
 *   `age_probability`; `gender`, M or F; `gender_probability`. A picture that cannot be read has a row without values.
 * @throws `Stopped` when it is stopped
 */
export async function predictPictures(
  predictor: Predictor,
  pictures: readonly Picture[],
  options: PredictPicturesOptions = {},
): Promise<ColumnTable> {
  const predictions = await predictEach(predictor, pictures, options);
  return table({ filename: pictures.map(({ filename }) => filename), ...predictionColumns(predictions) });
}

/** The columns of `predictPictures` that tell what was predicted; a row without a prediction has no values. */
export function predictionColumns(predictions: readonly (Prediction | undefined)[]) {
  return {
    age: predictions.map((face) => face?.age),
    age_expected: predictions.map((face) => face && rounded(face.expectedAge, 2)),
    age_probability: predictions.map((face) => face && rounded(face.ageProbability, 4)),
    gender: predictions.map((face) => face && genderLetter(face.gender)),
    gender_probability: predictions.map((face) => face && rounded(face.genderProbability, 4)),
  };
}

/**
 * Predicts each picture, see `predictPictures`.
 *
 * @returns a prediction a picture, in their order; undefined for one that cannot be read
 */
export function predictEach(
  predictor: Predictor,
  pictures: readonly Picture[],
  options: PredictPicturesOptions = {},
): Promise<(Prediction | undefined)[]> {
  return interruptible(options.signal, async (signal) => {
    const { onProgress, onUnreadable } = options;
    const predictions: (Prediction | undefined)[] = [];
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
      return predictions;
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
