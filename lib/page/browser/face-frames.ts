import type { PredictedFace } from "../../model/detector/predict-photo";
import { genderColors } from "../../notebook/charts/chart-style";
import { type DrawnFace, drawnFace } from "../../notebook/photos/drawn-face";
import { faceLabel } from "../../notebook/photos/face-label";
import { drawFaces } from "../../notebook/widgets/pages/face-camera.mjs";

/** Frames this wide on the page have room for an age's interval above them; it is in the words below as well. */
const ROOMY = 64;

const COLORS = [genderColors.female, genderColors.male];

/**
 * Draws frames and labels over a picture, in the page's pixels, so that they can be read however small the picture is shown.
 *
 * @param overlay - as large as the picture
 * @param width - the picture's, in the pixels that the faces are given in
 */
export function drawFrames(overlay: SVGElement, width: number, faces: readonly DrawnFace[]): void {
  const shown = overlay.getBoundingClientRect();
  const scale = shown.width / width;
  const scaled = faces.map((face) => ({ ...face, x: face.x * scale, y: face.y * scale, size: face.size * scale }));
  drawFaces(overlay, shown, scaled, COLORS);
}

/** Draws the faces of a photo, see `drawFrames`. */
export function drawPredictedFaces(overlay: SVGElement, width: number, faces: readonly PredictedFace[]): void {
  const scale = overlay.getBoundingClientRect().width / width;
  const drawn = faces.map((face) => {
    const { gender, ageInterval: _, ...rest } = face.prediction;
    const short = { ...face, prediction: { ...rest, gender } };
    return drawnFace(face, gender, faceLabel(face.size * scale < ROOMY ? short : face));
  });
  drawFrames(overlay, width, drawn);
}
