import { setImmediate } from "node:timers/promises";
import { type ColumnTable, table } from "arquero";
import { runSizes } from "../../engine/run-sizes";
import { decodedPhotos } from "../../images/photo/decoded-photos";
import type { Photo } from "../../images/photo/photo";
import { viewImages } from "../../images/photo/photo-view";
import { interruptible } from "../../interruptible";
import {
  type Picture,
  type PredictPicturesOptions,
  predictionColumns,
  StoppedPredicting,
} from "../prediction/predict-pictures";
import type { Prediction } from "../prediction/prediction";
import type { Predictor } from "../prediction/predictor";
import type { DetectedFace } from "./detected-face";
import type { FaceDetector } from "./face-detector";
import { type Framing, faceView } from "./framing";

/** What finds faces in photos and predicts them. */
export interface PhotoPredictor {
  predictor: Predictor;
  detector: FaceDetector;
  /** How faces lie in the pictures that the network was trained on. */
  framing: Framing;
}

/** A face of a photo with what was predicted of it. */
export interface PredictedFace extends DetectedFace {
  prediction: Prediction;
}

/** Who is told while photos are predicted, and what stops it. */
export interface PredictPhotosOptions extends PredictPicturesOptions {
  /** Called with each photo and its faces; the next photo waits. */
  onPhoto?: (picture: Picture, photo: Photo, faces: readonly PredictedFace[]) => Promise<void> | void;
}

/**
 * Predicts the age and the gender of each face in a photo: turned upright, and cut out as the network knows faces.
 *
 * @returns the faces, from left to right; none where there is none
 * @example
 * const people = await predictPhoto({ predictor, detector, framing }, await decodePhoto("holidays.jpg"));
 */
export async function predictPhoto(photoPredictor: PhotoPredictor, photo: Photo): Promise<PredictedFace[]> {
  const [faces = []] = await predictBatch(photoPredictor, [photo]);
  return faces;
}

/** Predicts the faces of photos, see `predictPhoto`, many in one run. */
async function predictBatch(
  { predictor, detector, framing }: PhotoPredictor,
  photos: readonly Photo[],
): Promise<PredictedFace[][]> {
  const found = await detector.detect(photos);
  const views = photos.flatMap((photo, row) =>
    (found[row] ?? []).map((face) => ({ photo, view: faceView(face, framing) })),
  );
  const predictions: Prediction[] = [];
  for (const run of runSizes(views.length)) {
    const some = views.slice(run.start, run.start + run.size);
    const images = viewImages(some, predictor.imageSize, { count: run.size });
    predictions.push(...predictor.predict(images).slice(0, some.length));
    await setImmediate(); // a notebook's kernel can answer, and the next photos be decoded
  }
  let next = 0;
  return found.map((faces) =>
    faces.flatMap((face) => {
      const prediction = predictions[next++];
      return prediction ? [{ ...face, prediction }] : [];
    }),
  );
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
      const predicted = await predictBatch(
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
        rows.push(...(faces.length > 0 ? faces.map((face) => ({ filename, face, scale })) : [{ filename, scale }]));
        done++;
        options.onProgress?.(done, pictures.length);
      }
    }
    const predicted = tableOf(photoPredictor.predictor, rows);
    if (!signal.aborted) return predicted;
    throw new StoppedPredicting(done, pictures.length, predicted);
  });
}

function tableOf(predictor: Predictor, rows: readonly Row[]): ColumnTable {
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
