import path from "node:path";
import { ImageError } from "./image-error";

/**
 * The path of a picture that the metadata names. The metadata is not trusted: it comes from strangers and must not
 * point at other files of the reader's.
 *
 * @param imageFolder - the data set's folder
 * @param filename - as in the metadata's `full_path`, relative to that folder: `"00/100000_1916-03-01_2016.jpg"`
 * @throws ImageError when the name is absolute or leads out of the folder. Symbolic links, which the reader's own
 *   folder may hold, are followed.
 */
export function imagePath(imageFolder: string, filename: string): string {
  const relative = path.normalize(filename);
  if (path.isAbsolute(relative) || relative === ".." || relative.startsWith(`..${path.sep}`)) {
    throw new ImageError(filename, "outside the image folder");
  }
  return path.join(imageFolder, relative);
}
