import { asDisplayable, type Displayable } from "../../display/display";
import { escapeHtml } from "../../display/escape-html";
import { ImageError } from "../../images/image-error";
import { decodePhoto } from "../../images/photo/photo";
import { type PhotoPredictor, predictPhoto } from "../../model/detector/predict-photo";
import type { UploadedFile } from "../widgets/file-upload";
import { drawAnnotatedPhoto, shownSide } from "./annotated-photo";
import { faceLabel } from "./face-label";

/** Milliseconds between two times that photos are shown while others are still looked at: each time all of them are sent. */
const BETWEEN = 1000;

/**
 * Photos with a frame around each face, one below the other, as `annotatedPhoto` shows one: those that are done, and at last all.
 * Instead of a photo that cannot be used stands why.
 *
 * @param files - not trusted
 * @param signal - aborted where they are not wanted any more
 * @example
 * interact({ photos: fileUpload({ multiple: true }) }, ({ photos }, signal) => framedPhotos(reader, photos, signal));
 */
export async function* framedPhotos(
  reader: PhotoPredictor,
  files: readonly UploadedFile[],
  signal?: AbortSignal,
): AsyncGenerator<Displayable> {
  const [html, text]: [string[], string[]] = [[], []];
  const shown = (...told: string[]) =>
    asDisplayable({
      "text/html": [...html, ...told.map((line) => `<p>${line}</p>`)].join("\n"),
      "text/plain": [...text, ...told].join("\n"),
    });
  let next = performance.now();
  for (const [index, { name, bytes }] of files.entries()) {
    signal?.throwIfAborted();
    if (files.length > 1 && performance.now() >= next) {
      yield shown(`${index} of ${files.length} photos are done`);
      next = performance.now() + BETWEEN;
    }
    try {
      const photo = await decodePhoto(name, bytes);
      const faces = await predictPhoto(reader, photo);
      const jpeg = await drawAnnotatedPhoto(photo, faces, { largestSide: shownSide });
      const caption = `${name}: ${faces.map(faceLabel).join(", ") || "no face is found"}`;
      const source = `data:image/jpeg;base64,${jpeg.toString("base64")}`;
      const alt = escapeHtml(caption);
      html.push(`<figure><img src="${source}" alt="${alt}"><figcaption>${alt}</figcaption></figure>`);
      text.push(caption);
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      html.push(`<p>${escapeHtml(error.message)}</p>`);
      text.push(error.message);
    }
  }
  yield shown();
}
