import { type ColumnTable, table } from "arquero";
import { decodedPhotos } from "../../images/photo/decoded-photos";
import type { Photo } from "../../images/photo/photo";
import { interruptible } from "../../interruptible";
import {
  type Picture,
  type PredictPicturesOptions,
  predictionColumns,
  StoppedPredicting,
} from "../prediction/predict-pictures";
import { type PhotoPredictor, type PredictedFace, predictPhotosTogether } from "./predict-photo";

/** Who is told while photos are predicted, and what stops it. */
export interface PredictPhotosOptions extends PredictPicturesOptions {
  /** Called with each photo and its faces; the next photo waits. */
  onPhoto?: (picture: Picture, photo: Photo, faces: readonly PredictedFace[]) => Promise<void> | void;
}

/** A face of a picture, or that there is none. */
interface Row {
  filename: string;
  face?: PredictedFace;
  scale: number;
}

/**
 * Predicts every face in photos of any size and format that `decodeImage` reads. They are decoded ahead; memory does not grow with
 * their count.
 *
 * @returns a table with the columns of `predictPictures` and `x`, `y`, `width` and `height`: where the face is in the photo, in
 *   its pixels from the left edge and the top, as it is seen upright. A photo of several faces has several rows, one that
 *   cannot be read, or without a face, has a row without values.
 * @throws `StoppedPredicting` when it is stopped
 */
export function predictPhotos(
  photoPredictor: PhotoPredictor,
  pictures: readonly Picture[],
  options: PredictPhotosOptions = {},
): Promise<ColumnTable> {
  return interruptible(options.signal, async (signal) => {
    const rows: Row[] = [];
    let done = 0;
    for await (const batch of decodedPhotos(pictures.map(({ file }) => file))) {
      if (signal.aborted) break;
      const predicted = await predictPhotosTogether(
        photoPredictor,
        batch.flatMap(({ photo }) => photo ?? []),
      );
      for (const { photo, error } of batch) {
        const picture = pictures[done];
        if (signal.aborted || picture === undefined) break;
        const faces = photo ? (predicted.shift() ?? []) : [];
        if (photo) await options.onPhoto?.(picture, photo, faces);
        else options.onUnreadable?.(picture, error);
        const { filename } = picture;
        const scale = photo?.scale ?? 1;
        if (faces.length === 0) rows.push({ filename, scale });
        for (const face of faces) rows.push({ filename, face: withoutProbabilities(face), scale });
        done++;
        options.onProgress?.(done, pictures.length);
      }
    }
    const predicted = tableOf(photoPredictor.predictor, rows);
    if (!signal.aborted) return predicted;
    throw new StoppedPredicting(done, pictures.length, predicted);
  });
}

/** A face without what no column tells, the probabilities of 101 ages: of ten thousand photos that would be most of the memory. */
function withoutProbabilities(face: PredictedFace): PredictedFace {
  return { ...face, prediction: { ...face.prediction, ageProbabilities: [] } };
}

function tableOf(predictor: PhotoPredictor["predictor"], rows: readonly Row[]): ColumnTable {
  const pixels = (value: (face: PredictedFace) => number) =>
    rows.map(({ face, scale }) => face && Math.round(value(face) * scale));
  return table({
    filename: rows.map(({ filename }) => filename),
    ...predictionColumns(
      predictor,
      rows.map(({ face }) => face?.prediction),
    ),
    x: pixels(({ center, size }) => center.x - size / 2),
    y: pixels(({ center, size }) => center.y - size / 2),
    width: pixels(({ size }) => size),
    height: pixels(({ size }) => size),
  });
}
