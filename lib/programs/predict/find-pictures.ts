import { stat } from "node:fs/promises";
import path from "node:path";
import { visibleFiles } from "../../files/visible-files";
import type { Picture } from "../../model/prediction/predict-pictures";
import { userPath } from "../options";

/** Whether a file is named like a picture: jpg, jpeg, jfif, png, webp, gif, tif, tiff or avif, in any case. */
export function isNamedLikePicture(file: string): boolean {
  return /\.(jpe?g|jfif|png|webp|gif|tiff?|avif)$/i.test(file);
}

/**
 * The pictures that a user names: files as they are, whatever their names end in, and what is in folders.
 *
 * A folder is searched with its subfolders, in the order of its paths. Pictures there are what is named like one; hidden
 * files and folders are passed over, and so are links to folders.
 *
 * @param given - paths relative to the user's working directory. One that is not there is taken for a file.
 * @returns each picture's absolute path, and its name: the path as given, joined with the rest for what is in a folder
 */
export async function findPictures(given: readonly string[]): Promise<Picture[]> {
  const found = await Promise.all(
    given.map(async (name) => {
      const file = userPath(name);
      const status = await stat(file).catch(() => undefined);
      return status?.isDirectory() ? picturesIn(file, name) : [{ file, filename: name }];
    }),
  );
  return found.flat();
}

function picturesIn(folder: string, name: string): Picture[] {
  const files = Array.from(visibleFiles(folder)).filter(isNamedLikePicture);
  return files.map((file) => ({ file: path.join(folder, file), filename: path.join(name, file) }));
}
