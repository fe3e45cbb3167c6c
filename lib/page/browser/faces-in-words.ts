import type { PredictedFace } from "../../model/detector/predict-photo";
import { faceLabel } from "../../notebook/photos/face-label";

/**
 * The faces of a photo in words, which break between faces only: "2 faces, from left to right: 34 F, 52 (44–60) M".
 *
 * @param areAll - or more are looked for
 */
export function facesInWords(faces: readonly PredictedFace[], areAll: boolean): (string | Node)[] {
  if (faces.length === 0 && !areAll) return ["Looking for faces …"];
  if (faces.length === 0) {
    return ["No face was found. Take a photo in which faces look at the camera, about upright, and are not too small."];
  }
  const beginning = faces.length === 1 ? "1 face: " : `${faces.length} faces, from left to right: `;
  const words = faces.flatMap((face, index) => (index === 0 ? [inOne(face)] : [", ", inOne(face)]));
  return [beginning, ...words, ...(areAll ? [] : ["; looking for more …"])];
}

function inOne(face: PredictedFace): Node {
  const label = document.createElement("span");
  label.className = "face";
  label.textContent = faceLabel(face);
  return label;
}
