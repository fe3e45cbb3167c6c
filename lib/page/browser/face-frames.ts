import { genderColors } from "../../notebook/charts/chart-style";
import type { DrawnFace } from "../../notebook/photos/drawn-face";
import { drawFaces } from "../../notebook/widgets/pages/face-camera.mjs";

/** A frame that is so wide on the page has room for an age's interval above it. It is in the words below in any case. */
const ROOMY = 64;

/**
 * Draws frames and labels over a picture, in the page's pixels, so that they can be read however small the picture is shown.
 *
 * @param overlay - as large as the picture
 * @param width - the picture's, in the pixels that the faces are given in
 */
export function drawFrames(overlay: SVGElement, width: number, faces: readonly DrawnFace[]): void {
  const shown = overlay.getBoundingClientRect();
  const scale = shown.width / width;
  const scaled = faces.map((face) => {
    const size = face.size * scale;
    const label = size < ROOMY ? face.label.replace(/ \(.+\)/, "") : face.label;
    return { ...face, x: face.x * scale, y: face.y * scale, size, label };
  });
  drawFaces(overlay, shown, scaled, [genderColors.female, genderColors.male]);
}
