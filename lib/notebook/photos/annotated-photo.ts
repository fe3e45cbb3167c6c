import sharp from "sharp";
import { type Displayable, jupyterDisplay } from "../../display/display";
import type { Photo } from "../../images/photo/photo";
import { tilt } from "../../model/detector/detected-face";
import type { PredictedFace } from "../../model/detector/predict-photo";
import { genderColors } from "../charts/chart-style";
import { type Lettering, textOutline, textWidth } from "../charts/lettering";
import { faceLabel } from "./face-label";

/** A photo that is longer or higher is shrunk to so many pixels: they suit a notebook. */
export const shownSide = 720;

/**
 * A photo with a frame around each face, and its age and gender above: "46 M".
 *
 * @example
 * annotatedPhoto(photo, await predictPhoto({ predictor, detector, framing }, photo));
 */
export function annotatedPhoto(photo: Photo, faces: readonly PredictedFace[]): Displayable {
  return {
    async [jupyterDisplay]() {
      const words = faces.length > 0 ? faces.map(faceLabel).join(", ") : "none";
      const jpeg = await drawAnnotatedPhoto(photo, faces, { largestSide: shownSide });
      return {
        "image/jpeg": jpeg.toString("base64"),
        "text/plain": `Faces in the photo, from left to right: ${words}`,
      };
    },
  };
}

/**
 * The same as the bytes of a JPEG.
 *
 * @param largestSide - a photo that is longer or higher is shrunk to so many pixels
 */
export async function drawAnnotatedPhoto(
  { pixels, channels, width, height }: Photo,
  faces: readonly PredictedFace[],
  { largestSide }: { largestSide: number },
): Promise<Buffer> {
  const shrink = Math.min(1, largestSide / Math.max(width, height));
  const [drawnWidth, drawnHeight] = [Math.max(1, Math.round(width * shrink)), Math.max(1, Math.round(height * shrink))];
  const drawings = faces.map((face) => drawFace(face, shrink, drawnWidth)).join("");
  const overlay = `<svg xmlns="http://www.w3.org/2000/svg" width="${drawnWidth}" height="${drawnHeight}">${drawings}</svg>`;
  return sharp(pixels, { raw: { width, height, channels } })
    .resize(drawnWidth, drawnHeight)
    .composite([{ input: Buffer.from(overlay) }])
    .jpeg({ quality: 88, chromaSubsampling: "4:4:4" })
    .toBuffer();
}

/** A face's frame, turned as the face is, and its label, upright above it, or below where above there is no room. */
function drawFace(face: PredictedFace, shrink: number, width: number): string {
  const [x, y, size] = [face.center.x * shrink, face.center.y * shrink, face.size * shrink];
  const angle = tilt(face);
  const color = face.prediction.gender === 1 ? genderColors.male : genderColors.female;
  const stroke = Math.max(2, size / 40);
  const frame =
    `<rect x="${x - size / 2}" y="${y - size / 2}" width="${size}" height="${size}" rx="${size / 20}" fill="none" ` +
    `stroke="${color}" stroke-width="${stroke}" transform="rotate(${(angle * 180) / Math.PI} ${x} ${y})"/>`;

  const lettering: Lettering = { size: Math.min(Math.max(size / 5, 12), 32), weight: "bold" };
  const text = faceLabel(face);
  const labelWidth = textWidth(text, lettering) + lettering.size * 0.7;
  const labelHeight = lettering.size * 1.35;
  const reach = (size / 2) * (Math.abs(Math.cos(angle)) + Math.abs(Math.sin(angle))) + stroke / 2;
  const left = Math.min(Math.max(0, x - labelWidth / 2), Math.max(0, width - labelWidth));
  const top = y - reach - labelHeight >= 0 ? y - reach - labelHeight : Math.max(0, y + reach);
  const outline = textOutline(text, left + lettering.size * 0.35, top + lettering.size * 1.03, lettering);
  const label = `<rect x="${left}" y="${top}" width="${labelWidth}" height="${labelHeight}" rx="3" fill="${color}"/>`;
  return `${frame}${label}<path fill="white" d="${outline}"/>`;
}
