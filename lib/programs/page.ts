import path from "node:path";
import { openDataset } from "../dataset/formats/dataset-folder";
import { loadFaceDetector } from "../model/detector/face-detector";
import { humanModels } from "../model/pretrained/human-models";
import { progressBar } from "../notebook/progress/progress";
import { byteWording } from "../notebook/progress/progress-wording";
import { makePage } from "../page/make-page";
import { servePage } from "../page/serve-page";
import { interruptSignal } from "./interrupt-signal";
import { createProgram, runProgram, userPath, wholeNumber } from "./options";
import { framingOf } from "./predict/photo-framing";

interface PageOptions {
  modelDir: string;
  outputDir?: string;
  imgDir?: string;
  dataset?: string;
  serve?: true;
  port?: number;
}

const program = createProgram(
  "page",
  "Makes a web page of a trained model, a folder that any web server serves: it shows the ages and the genders of the faces in photos and before the camera, and computes them in the visitor's browser.",
)
  .requiredOption("--model-dir <folder>", "the trained model, as npm run train saves it")
  .option("--output-dir <folder>", "where the page goes (default: var/pages, in a folder of the model's name)")
  .option(
    "--img-dir <folder>",
    "the images that the model was trained on, as for npm run predict: faces are cut out alike",
  )
  .option(
    "--dataset <dataset>",
    "what the model was trained on, as npm run preprocess takes it: the page names its terms",
  )
  .option("--serve", "serves the page on this machine, for this machine alone, until Ctrl-C")
  .option("--port <number>", "the port that it is served on (default: any that is free)", wholeNumber(1, 65_535))
  .action(page);

async function page(options: PageOptions): Promise<void> {
  const modelFolder = userPath(options.modelDir);
  const folder = options.outputDir
    ? userPath(options.outputDir)
    : path.join("var", "pages", path.basename(modelFolder));
  const trainedOn = options.dataset === undefined ? undefined : openDataset(userPath(options.dataset));
  const say = (text: string) => process.stdout.write(`${text}\n`);
  const models = await humanModels({ say, onProgress: progressBar("Fetching", byteWording) });
  const detector = await loadFaceDetector(models);
  const framing = await framingOf(options, detector, say);
  detector.dispose();
  const bytes = await makePage(modelFolder, folder, { humanModels: models, framing, ...(trainedOn && { trainedOn }) });
  say(
    `The page is ${folder}, ${(bytes / 1e6).toFixed(1)} MB: any web server can serve it, over https or on localhost.`,
  );
  if (options.serve) await serve(folder, options.port, say);
}

async function serve(folder: string, port: number | undefined, say: (text: string) => void): Promise<void> {
  const { url, close } = await servePage(folder, port);
  const signal = interruptSignal("The page is not served any more.");
  say(`It is served at ${url} until Ctrl-C.`);
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await close();
}

runProgram(program);
