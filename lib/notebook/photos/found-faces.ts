import { asDisplayable, type Displayable } from "../../display/display";
import type { FaceSplit } from "../../images/face-split";
import type { Photo } from "../../images/photo/photo";
import { viewImages } from "../../images/photo/photo-view";
import { type Framing, faceView } from "../../model/detector/framing";
import type { PhotoPredictor, PredictedFace } from "../../model/detector/predict-photo";
import { imageGrid } from "../faces/image-grid";
import { faceLabel } from "./face-label";

const SHOWN = 6;
const AROUND = 1.6; // sizes of a face, as it is shown where it was found

/**
 * The first faces of a split, with the points where their eyes and mouth are by a framing.
 *
 * @example
 * await framedFaces(store.train, framing)
 */
export async function framedFaces(split: FaceSplit, framing: Framing): Promise<Displayable> {
  const { imageSize } = split;
  const rows = Array.from({ length: Math.min(SHOWN, split.count) }, (_, row) => row);
  const images = await split.readImages(rows);
  return imageGrid(
    rows.map((row) => ({ pixels: pictureAt(images, row, imageSize), points: framing })),
    { imageSize },
  );
}

/**
 * What is done with the faces of a photo, of the first six: above, each as it was found, with the points that the detector tells;
 * below, as the network is given it, turned upright and cut out so that these points lie as in the framing, with the answer.
 *
 * @param reader - what found and predicted them
 * @param faces - as `predictPhoto` returns them
 * @example
 * foundFaces(reader, photo, await predictPhoto(reader, photo))
 */
export function foundFaces(
  { predictor: { imageSize }, framing }: PhotoPredictor,
  photo: Photo,
  faces: readonly PredictedFace[],
): Displayable {
  const shown = faces.slice(0, SHOWN);
  if (shown.length === 0) return asDisplayable({ "text/plain": "No face is found." });
  const found = shown.map(({ center, size }) => ({ photo, view: { center, side: AROUND * size, angle: 0 } }));
  const cutOut = shown.map((face) => ({ photo, view: faceView(face, framing) }));
  const images = viewImages([...found, ...cutOut], imageSize);
  const pictures = [
    ...shown.map(({ center, size, landmarks }) => ({
      caption: "found",
      points: landmarks.map(({ x, y }) => ({
        x: (x - center.x) / (AROUND * size) + 0.5,
        y: (y - center.y) / (AROUND * size) + 0.5,
      })),
    })),
    ...shown.map((face) => ({ caption: `cut out: ${faceLabel(face)}` })),
  ];
  return imageGrid(
    pictures.map((picture, place) => ({ ...picture, pixels: pictureAt(images, place, imageSize) })),
    { imageSize, columns: shown.length },
  );
}

/** One of several images that lie behind each other. */
function pictureAt(images: Uint8Array, place: number, imageSize: number): Uint8Array {
  const bytes = imageSize ** 2 * 3;
  return images.subarray(place * bytes, (place + 1) * bytes);
}
