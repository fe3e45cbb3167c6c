import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { sum } from "d3-array";
import { marked } from "marked";
import type { Dataset } from "../dataset/formats/dataset-folder";
import { datasetTerms, unknownTerms } from "../dataset/terms";
import { writeGraphModel } from "../engine/graph/graph-model-writer";
import { servingGraph } from "../engine/serving-graph";
import { replaceFolder } from "../files/replace-folder";
import { type Framing, UTKFACE_FRAMING } from "../model/detector/framing";
import { keptFraming } from "../model/detector/kept-framing";
import { forward, imageSizeOf } from "../model/forward";
import { findHumanModels } from "../model/pretrained/human-models";
import { loadModel } from "../model/saving/layers-model";
import { keptCalibration } from "../model/uncertainty/kept-calibration";
import { bundle } from "./bundle";
import type { PageConfig } from "./page-config";
import { pageFiles } from "./page-files";

/** What a page is made of, beside the model's folder. */
export interface MakePageOptions {
  /** The folder of the face detector, as `humanModels` returns it. Default: where it is, if it was fetched. */
  humanModels?: string;
  /** How faces lie in the images that the model was trained on. Default: as is kept beside the model, or as in UTKFace. */
  framing?: Framing;
  /** What the model was trained on, for the page to say; where it is not known, that is said. */
  trainedOn?: Dataset;
}

/** The share of faces whose age the page's intervals hold. */
const INTERVAL_LEVEL = 0.9;

const PAGE = "index.html";
/** The file that a page is known by: an `index.html` others have as well. */
const NETWORK = path.join("models", "network.json");

const BROWSER = path.join(__dirname, "browser");

/**
 * Makes a web page of a trained network: a folder of files that any web server serves, and that asks for nothing from elsewhere.
 * The page takes photos or the camera and shows each face with its age and gender, computed in the visitor's browser.
 *
 * @param modelFolder - a folder that `saveModel` wrote; where its calibration is kept there, ages have 90 % intervals, and a model
 *   card that is there comes with the page
 * @param folder - is made; an earlier page there is replaced as a whole
 * @returns how many bytes the page has
 * @throws when the model cannot be read, the face detector is not there, or the folder holds anything but a page
 * @example
 * await makePage("var/models/synthetic-64px", "var/pages/synthetic-64px");
 */
export async function makePage(modelFolder: string, folder: string, options: MakePageOptions = {}): Promise<number> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code !== "ENOENT") throw error;
    return [];
  });
  if (present.length > 0 && !existsSync(path.join(folder, NETWORK))) {
    throw new Error(`${folder} holds other things than a page, which are not to be lost: choose another folder`);
  }
  const { humanModels = findHumanModels() } = options;
  if (humanModels === undefined) throw new Error("A page needs the face detector, which is not fetched yet");
  await replaceFolder(folder, (fresh) => writePage(modelFolder, fresh, { ...options, humanModels }));
  return sum(Object.values(await pageFiles(folder)), ({ bytes }) => bytes);
}

async function writePage(
  modelFolder: string,
  folder: string,
  { humanModels, framing, trainedOn }: MakePageOptions & { humanModels: string },
): Promise<void> {
  await mkdir(path.join(folder, "models"), { recursive: true });
  const network = await writeNetwork(modelFolder, path.join(folder, "models"));
  for (const name of ["blazeface.json", "blazeface.bin", "LICENSE"]) {
    await copyFile(path.join(humanModels, name), path.join(folder, "models", name));
  }
  const wasm = require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");
  await copyFile(wasm, path.join(folder, "tensorflow.wasm"));
  const files = await pageFiles(folder, (name) => /\.(json|bin|wasm)$/.test(name));
  const calibration = await keptCalibration(modelFolder);
  const config: PageConfig = {
    ...network,
    framing: framing ?? (await keptFraming(modelFolder)) ?? UTKFACE_FRAMING,
    ...(calibration && { intervals: { calibration, level: INTERVAL_LEVEL } }),
    data: trainedOn ? datasetTerms(trainedOn) : unknownTerms,
    hasCard: await writeCard(path.join(modelFolder, "MODEL_CARD.md"), path.join(folder, "model-card.html")),
    files,
  };
  await bundle({
    entry: path.join(BROWSER, "main.ts"),
    file: path.join(folder, "main.js"),
    values: { PAGE_CONFIG: config },
  });
  for (const name of ["page.css", "icon.svg"]) await copyFile(path.join(BROWSER, name), path.join(folder, name));
  await writeFile(path.join(folder, PAGE), await withChecksums(path.join(BROWSER, PAGE), folder));
  await writeServiceWorker(folder);
}

/** The network as a graph model, `network.json` and `network.bin`. */
async function writeNetwork(modelFolder: string, folder: string): Promise<Pick<PageConfig, "name" | "imageSize">> {
  const model = await loadModel(modelFolder);
  try {
    const imageSize = imageSizeOf(model);
    const fn = (images: Parameters<typeof forward>[1]) => ({ ...forward(model, images) });
    const { graph, signature } = servingGraph({ imageSize, fn, takes: "images" });
    await writeGraphModel(folder, "network", graph, signature);
    return { name: model.name, imageSize };
  } finally {
    model.dispose();
  }
}

/** Writes a model card as a page of its own, which may do nothing, whatever the card's file holds. */
async function writeCard(card: string, file: string): Promise<boolean> {
  if (!existsSync(card)) return false;
  const policy = "default-src 'none'; style-src 'self'";
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>Model card</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="page.css">`;
  const html = await marked.parse(await readFile(card, "utf8"));
  const text = html.replaceAll("<table>", '<table tabindex="0">'); // what is wide is scrolled, with the keyboard as well
  await writeFile(
    file,
    `<!doctype html><html lang="en"><head>${head}</head><body><main class="card">${text}</main></body></html>\n`,
  );
  return true;
}

/** The text of a page in which `{{name}}` stands for the checksum of a file. */
async function withChecksums(page: string, folder: string): Promise<string> {
  const text = await readFile(page, "utf8");
  const files = await pageFiles(folder, (name) => text.includes(`{{${name}}}`));
  return text.replace(/\{\{(.+?)\}\}/g, (placeholder, name) => files[name]?.integrity ?? placeholder);
}

/** The service worker, which keeps all files of the page, and is another as soon as one of them is. */
async function writeServiceWorker(folder: string): Promise<void> {
  const files = await pageFiles(folder, (name) => !name.endsWith(".txt"));
  const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
  await bundle({
    entry: path.join(BROWSER, "service-worker.ts"),
    file: path.join(folder, "service-worker.js"),
    values: { PAGE_FILES: files, PAGE_VERSION: version },
  });
}
