import { type ColumnTable, table } from "arquero";
import { ImageError } from "../../images/image-error";
import { decodePhoto, type Photo } from "../../images/photo/photo";
import { viewImage } from "../../images/photo/photo-view";
import { interruptible } from "../../interruptible";
import { type Picture, type PredictPicturesOptions, predictionColumns } from "../prediction/predict-pictures";
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
export async function predictPhoto(
  { predictor, detector, framing }: PhotoPredictor,
  photo: Photo,
): Promise<PredictedFace[]> {
  const faces = await detector.detect(photo);
  if (faces.length === 0) return [];
  const images: Uint8Array[] = [];
  for (const face of faces) images.push(await viewImage(photo, faceView(face, framing), predictor.imageSize));
  const predictions = predictor.predict(new Uint8Array(Buffer.concat(images)));
  return faces.flatMap((face, index) => {
    const prediction = predictions[index];
    return prediction ? [{ ...face, prediction }] : [];
  });
}

/**
 * Predicts every face in photos of any size and format that `decodeImage` reads.
 *
 * @returns a table with the columns of `predictPictures` and `x`, `y`, `width` and `height`: where the face is in the photo, in
 *   its pixels from the left edge and the top, as it is seen upright. A photo of several faces has several rows, one that
 *   cannot be read, or without a face, has a row without values.
 * @throws `Stopped` when it is stopped
 */
export function predictPhotos(
  photoPredictor: PhotoPredictor,
  pictures: readonly Picture[],
  options: PredictPhotosOptions = {},
): Promise<ColumnTable> {
  return interruptible(options.signal, async (signal) => {
    const rows: { filename: string; face?: PredictedFace; scale: number }[] = [];
    for (const [index, picture] of pictures.entries()) {
      signal.throwIfAborted();
      const photo = await readable(picture, options);
      const faces = photo ? await predictPhoto(photoPredictor, photo) : [];
      if (photo) await options.onPhoto?.(picture, photo, faces);
      const { filename } = picture;
      const scale = photo?.scale ?? 1;
      rows.push(...(faces.length > 0 ? faces.map((face) => ({ filename, face, scale })) : [{ filename, scale }]));
      options.onProgress?.(index + 1, pictures.length);
    }
    const pixels = (value: (face: PredictedFace) => number) =>
      rows.map(({ face, scale }) => face && Math.round(value(face) * scale));
    return table({
      filename: rows.map(({ filename }) => filename),
      ...predictionColumns(rows.map(({ face }) => face?.prediction)),
      x: pixels(({ center, size }) => center.x - size / 2),
      y: pixels(({ center, size }) => center.y - size / 2),
      width: pixels(({ size }) => size),
      height: pixels(({ size }) => size),
    });
  });
}

async function readable(picture: Picture, { onUnreadable }: PredictPhotosOptions): Promise<Photo | undefined> {
  try {
    return await decodePhoto(picture.file);
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    onUnreadable?.(picture, error);
    return undefined;
  }
}
