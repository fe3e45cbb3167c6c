import type { PredictedFace } from "../../model/detector/predict-photo";
import { faceLabel } from "../../notebook/photos/face-label";

/** The faces of a photo in words, which break between faces only: "2 faces, from left to right: 34 F, 52 (44–60) M". */
export function facesInWords(faces: readonly PredictedFace[]): (string | Node)[] {
  if (faces.length === 0) {
    return ["No face was found. Take a photo in which faces look at the camera, about upright, and are not too small."];
  }
  const beginning = faces.length === 1 ? "1 face: " : `${faces.length} faces, from left to right: `;
  return [beginning, ...faces.flatMap((face, index) => (index === 0 ? [inOne(face)] : [", ", inOne(face)]))];
}

function inOne(face: PredictedFace): Node {
  const label = document.createElement("span");
  label.className = "face";
  label.textContent = faceLabel(face);
  return label;
}
