/**
 * Photos predicted by the workbook, as one contender of photos.ts: see there. It is told a network and a list of pictures to warm
 * up with; then `photos LIST`, which it answers with photos a second, and `frame SHARE FILE`, with the milliseconds within which
 * that share of its answers come.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { quantile } from "d3-array";
import { decodePhoto } from "../../lib/images/photo/photo";
import { loadFaceDetector } from "../../lib/model/detector/face-detector";
import { UTKFACE_FRAMING } from "../../lib/model/detector/framing";
import { predictPhoto } from "../../lib/model/detector/predict-photo";
import { predictPhotos } from "../../lib/model/detector/predict-photos";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { modelPredictor } from "../../lib/model/prediction/model-predictor";
import { humanModels } from "../../lib/model/pretrained/human-models";
import { faceresNetwork } from "../../lib/notebook/prepared/faceres-network";

const [network = "", warmUp = ""] = process.argv.slice(2);
const FRAMES = 40;

async function main(): Promise<void> {
  const model = network === "faceres" ? await faceresNetwork() : sharedCnn({ imageSize: 64 });
  const detector = await loadFaceDetector(await humanModels({ say: console.error }));
  const photoPredictor = { predictor: modelPredictor(model), detector, framing: UTKFACE_FRAMING };
  const photos = async (listFile: string, most = Number.POSITIVE_INFINITY): Promise<number> => {
    const files = readFileSync(listFile, "utf8").trim().split("\n").slice(0, most);
    const pictures = files.map((file) => ({ file, filename: file }));
    const start = performance.now();
    await predictPhotos(photoPredictor, pictures);
    return (files.length / (performance.now() - start)) * 1000;
  };
  const frames = async (share: number, file: string): Promise<number> => {
    const photo = await decodePhoto(file);
    const times: number[] = [];
    for (let frame = 0; frame < FRAMES; frame++) {
      const start = performance.now();
      await predictPhoto(photoPredictor, { ...photo }); // another photo as far as the library knows
      times.push(performance.now() - start);
    }
    return quantile(times.slice(FRAMES / 4), share) ?? Number.NaN; // the first compile
  };
  await photos(warmUp, 150);
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const [task, ...given] = line.split(" ");
    console.log(task === "photos" ? await photos(given[0] ?? "") : await frames(Number(given[0]), given[1] ?? ""));
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
