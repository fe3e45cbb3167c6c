import { type ColumnTable, table } from "arquero";
import { decodeImage } from "../images/decode-image";
import { mapInOrder } from "../images/map-in-order";
import { interruptible } from "../interrupt";
import type { Prediction } from "./prediction";
import type { Predictor } from "./predictor";

/** A picture to be predicted. */
export interface Picture {
  /** Where it is. */
  file: string;
  /** What it is called in the result. */
  filename: string;
}

/** Who is told while pictures are predicted. */
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
 * Predicts age and gender of pictures of any size and format that `decodeImage` reads, one face a picture.
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
  return table({
    filename: pictures.map(({ filename }) => filename),
    age: predictions.map((face) => face?.age),
    age_expected: predictions.map((face) => face && rounded(face.expectedAge, 2)),
    age_probability: predictions.map((face) => face && rounded(face.ageProbability, 4)),
    gender: predictions.map((face) => face && (face.gender === 1 ? "M" : "F")),
    gender_probability: predictions.map((face) => face && rounded(face.genderProbability, 4)),
  });
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
  return interruptible(options.signal, (signal) => predictInBatches(predictor, pictures, { ...options, signal }));
}

async function predictInBatches(
  predictor: Predictor,
  pictures: readonly Picture[],
  { onProgress, onUnreadable, signal }: PredictPicturesOptions,
): Promise<(Prediction | undefined)[]> {
  const predictions: (Prediction | undefined)[] = [];
  let batch: (Uint8Array | undefined)[] = [];
  const decoded = mapInOrder(pictures, 4, async (picture) => {
    const image = await decodeImage(picture.file, predictor.imageSize).catch((error: Error) => error);
    return { picture, image };
  });
  for await (const { picture, image } of decoded) {
    signal?.throwIfAborted();
    if (image instanceof Error) onUnreadable?.(picture, image);
    batch.push(image instanceof Error ? undefined : image);
    const done = predictions.length + batch.length;
    if (batch.length < BATCH_SIZE && done < pictures.length) continue;
    predictions.push(...predictReadable(predictor, batch));
    batch = [];
    onProgress?.(done, pictures.length);
  }
  return predictions;
}

/** The predictions of the images that are there, in their places. */
function predictReadable(predictor: Predictor, images: (Uint8Array | undefined)[]): (Prediction | undefined)[] {
  const readable = images.flatMap((image) => (image ? [image] : []));
  const predictions = readable.length > 0 ? predictor.predict(new Uint8Array(Buffer.concat(readable))) : [];
  return images.map((image) => (image ? predictions.shift() : undefined));
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
