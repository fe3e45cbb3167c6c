import { asDisplayable, type Displayable } from "../../display/display";
import { escapeHtml } from "../../display/escape-html";
import { ImageError } from "../../images/image-error";
import { decodePhoto } from "../../images/photo/photo";
import { type PhotoPredictor, predictPhoto } from "../../model/detector/predict-photos";
import type { UploadedFile } from "../widgets/file-upload";
import { drawAnnotatedPhoto, faceLabel, shownSide } from "./annotated-photo";

/**
 * Photos with a frame around each face, one below the other, as `annotatedPhoto` shows one. Instead of a photo that cannot be used
 * stands why.
 *
 * @param files - not trusted
 * @param signal - aborted where they are not wanted any more
 * @example
 * interact({ photos: fileUpload({ multiple: true }) }, ({ photos }, signal) => framedPhotos(reader, photos, signal));
 */
export async function framedPhotos(
  reader: PhotoPredictor,
  files: readonly UploadedFile[],
  signal?: AbortSignal,
): Promise<Displayable> {
  const [html, text]: [string[], string[]] = [[], []];
  for (const { name, bytes } of files) {
    signal?.throwIfAborted();
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
  return asDisplayable({ "text/html": html.join("\n"), "text/plain": text.join("\n") });
}
