/**
 * Prepares images, for image-store-killed.test.ts to kill: `killed-run.ts FOLDER STORE COUNT`. The pictures are 50 of
 * `writePictures`, over and over.
 */
import { prepareImages } from "../../../lib/images/store/prepare-images";
import { facesOf } from "../pictures";

const [imageFolder = "", storeFolder = "", count = ""] = process.argv.slice(2);
const faces = facesOf(Array.from({ length: Number(count) }, (_, row) => `${row % 50}.png`));
const train = faces.slice(0, faces.numRows() * 0.8).reify();
const val = faces.slice(train.numRows()).reify();
prepareImages({ faces: { train, val }, imageFolder, storeFolder, imageSize: 64, onMessage: console.log }).then(
  () => console.log("finished"),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);
