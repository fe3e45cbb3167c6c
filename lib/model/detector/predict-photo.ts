import { setImmediate } from "node:timers/promises";
import { runSizes } from "../../engine/run-sizes";
import type { Photo } from "../../images/photo/photo";
import { viewImages } from "../../images/photo/photo-view";
import type { Prediction } from "../prediction/prediction";
import type { Predictor } from "../prediction/predictor";
import { type DetectedFace, fromLeftToRight } from "./detected-face";
import type { FaceDetector, GradualFaceDetector } from "./face-detector";
import { type Framing, faceView } from "./framing";

/** What predicts single faces, as a `Predictor` does, at once or later. */
export interface FacePredictor extends Pick<Predictor, "imageSize" | "intervalLevel"> {
  predict(images: Uint8Array): Prediction[] | Promise<Prediction[]>;
}

/** What finds faces in photos and predicts them. */
export interface PhotoPredictor {
  predictor: FacePredictor;
  detector: FaceDetector;
  /** How faces lie in the pictures that the network was trained on. */
  framing: Framing;
}

/** One that knows large faces first, as its detector is what `loadFaceDetector` returns. */
export interface GradualPhotoPredictor extends PhotoPredictor {
  detector: GradualFaceDetector;
}

/** A face of a photo with what was predicted of it. */
export interface PredictedFace extends DetectedFace {
  prediction: Prediction;
}

/**
 * Predicts the age and the gender of each face in a photo: turned upright, and cut out as the network knows faces.
 *
 * @returns the faces, from left to right; none where there is none
 * @example
 * const people = await predictPhoto({ predictor, detector, framing }, await decodePhoto("holidays.jpg"));
 */
export async function predictPhoto(photoPredictor: PhotoPredictor, photo: Photo): Promise<PredictedFace[]> {
  const [faces = []] = await predictPhotosTogether(photoPredictor, [photo]);
  return faces;
}

/**
 * Predicts the faces of photos, see `predictPhoto`, many in one run.
 *
 * @returns the faces of each photo
 */
export async function predictPhotosTogether(
  photoPredictor: PhotoPredictor,
  photos: readonly Photo[],
): Promise<PredictedFace[][]> {
  return predictFaces(photoPredictor, photos, await photoPredictor.detector.detect(photos));
}

/**
 * Predicts the faces of a photo, see `predictPhoto`, one after the other: of a large photo its large faces first, which are found
 * much sooner.
 *
 * @returns all that are known so far, once at least, and at last what `predictPhoto` returns
 * @example
 * for await (const { faces, areAll } of predictPhotoGradually({ predictor, detector, framing }, photo)) show(faces);
 */
export async function* predictPhotoGradually(
  photoPredictor: GradualPhotoPredictor,
  photo: Photo,
): AsyncGenerator<{ faces: PredictedFace[]; areAll: boolean }> {
  let faces: PredictedFace[] = [];
  for await (const { found, isLast } of photoPredictor.detector.detectGradually([photo])) {
    const [more = []] = found;
    for (const [index, face] of more.entries()) {
      const [predicted = []] = await predictFaces(photoPredictor, [photo], [[face]]);
      faces = fromLeftToRight([...faces, ...predicted]);
      yield { faces, areAll: isLast && index === more.length - 1 };
    }
    if (more.length === 0) yield { faces, areAll: isLast };
  }
}

async function predictFaces(
  { predictor, framing }: Omit<PhotoPredictor, "detector">,
  photos: readonly Photo[],
  found: readonly DetectedFace[][],
): Promise<PredictedFace[][]> {
  const views = photos.flatMap((photo, row) =>
    (found[row] ?? []).map((face) => ({ photo, view: faceView(face, framing) })),
  );
  const predictions: Prediction[] = [];
  for (const run of runSizes(views.length)) {
    const some = views.slice(run.start, run.start + run.size);
    const images = viewImages(some, predictor.imageSize, { count: run.size });
    predictions.push(...(await predictor.predict(images)).slice(0, some.length));
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
