import type { ColumnTable } from "arquero";
import { ImageError } from "../../images/image-error";
import { imagePath } from "../../images/image-path";
import { type Picture, type PredictPicturesOptions, predictEach } from "./predict-pictures";
import type { Prediction } from "./prediction";
import type { Predictor } from "./predictor";

/**
 * Predicts pictures of known age and gender, straight from their files.
 *
 * @param faces - a table with the columns `filename`, `age` and `gender`
 * @param imageFolder - the folder that the file names are relative to; one that leads out of it is not read
 * @param options - see `predictPictures`
 * @returns the faces in their order, less those whose pictures cannot be read, and a prediction of each
 */
export async function predictListedPictures(
  predictor: Predictor,
  faces: ColumnTable,
  imageFolder: string,
  options: PredictPicturesOptions = {},
): Promise<{ faces: ColumnTable; predictions: Prediction[] }> {
  const pictures: (Picture & { row: number })[] = [];
  Array.from(faces.array("filename"), String).forEach((filename, row) => {
    try {
      pictures.push({ filename, row, file: imagePath(imageFolder, filename) });
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      options.onUnreadable?.({ filename, file: filename }, error);
    }
  });
  const predictions = await predictEach(predictor, pictures, options);
  const readable: Prediction[] = predictions.flatMap((prediction) => prediction ?? []);
  const rows = pictures.filter((_, place) => predictions[place] !== undefined).map(({ row }) => row);
  return { faces: faces.reify(rows), predictions: readable };
}
