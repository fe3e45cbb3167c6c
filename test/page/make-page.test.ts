import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tf } from "../../lib/engine/tensorflow";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { saveModel } from "../../lib/model/saving/layers-model";
import { modelDigest } from "../../lib/model/saving/model-folder";
import { makePage } from "../../lib/page/make-page";
import { pageFiles } from "../../lib/page/page-files";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();
const modelFolder = path.join(folder, "model");
const humanModels = path.join(folder, "human");
const page = path.join(folder, "page");
const read = (name: string, from = page) => readFile(path.join(from, name), "utf8");
let tensors: number;

beforeAll(async () => {
  await mkdir(humanModels);
  for (const name of ["blazeface.json", "blazeface.bin", "LICENSE"])
    await writeFile(path.join(humanModels, name), name);
  const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  await saveModel(model, modelFolder);
  model.dispose();
  tensors = tf.memory().numTensors;
});
afterAll(() => expect(tf.memory().numTensors).toBe(tensors));

test("a page names the checksums of what it loads, and nothing of another place", async () => {
  const bytes = await makePage(modelFolder, page, { humanModels });
  const files = await pageFiles(page);
  expect(Object.values(files).reduce((sum, file) => sum + file.bytes, 0)).toBe(bytes);
  const [html, script, worker] = [await read("index.html"), await read("main.js"), await read("service-worker.js")];
  for (const name of ["main.js", "page.css"]) expect(html).toContain(files[name]?.integrity);
  expect(html).not.toContain("{{");
  const loaded = ["models/network.bin", "models/network.json", "models/blazeface.bin", "tensorflow.wasm"];
  expect(loaded.filter((name) => !script.includes(files[name]?.integrity ?? "none"))).toEqual([]);
  for (const name of ["index.html", "main.js", "models/network.bin"]) expect(worker).toContain(files[name]?.integrity);
  expect(html).not.toMatch(/https?:/);
  expect(existsSync(path.join(page, "model-card.html"))).toBe(false);
});

test("what the model's folder and the caller tell is on the page: intervals, the framing, terms and the card", async () => {
  const calibration = {
    network: await modelDigest(modelFolder),
    temperatures: { age: 1.25, gender: 1.5 },
    ageScores: [3],
  };
  await writeFile(path.join(modelFolder, "calibration.json"), JSON.stringify(calibration));
  await writeFile(
    path.join(modelFolder, "MODEL_CARD.md"),
    "# The card\n\n| a | b |\n| - | - |\n| 1 | <script>alert(1)</script> |\n",
  );
  const other = path.join(folder, "other");
  const framing = [
    { x: 0.3125, y: 0.25 },
    { x: 0.6875, y: 0.25 },
    { x: 0.5, y: 0.75 },
  ] as const;
  await writeFile(path.join(modelFolder, "framing.json"), JSON.stringify({ images: "none", framing }));
  const trainedOn = { name: "faces", kind: "utkface", source: "faces" } as const;
  await makePage(modelFolder, other, { humanModels, trainedOn });
  const script = await read("main.js", other);
  const told = ["age:1.25,gender:1.5", "x:.3125,y:.25", "non-commercial research only"];
  expect(told.filter((text) => !script.includes(text))).toEqual([]); // the script is too long to be shown
  const card = await read("model-card.html", other);
  expect(card).toContain("<td>1</td>");
  expect(card).toContain("default-src 'none'"); // the card's file may be anybody's: its script does not run
});

test("a framing that the caller tells counts more than what is kept beside the model", async () => {
  const told = path.join(folder, "told");
  const framing = [
    { x: 0.28125, y: 0.375 },
    { x: 0.71875, y: 0.375 },
    { x: 0.5, y: 0.625 },
  ] as const;
  await makePage(modelFolder, told, { humanModels, framing });
  expect((await read("main.js", told)).includes("x:.28125,y:.375")).toBe(true);
});

test("a page is made anew in its place, and nothing else is replaced", async () => {
  const before = await read("service-worker.js");
  await writeFile(path.join(page, "stray.txt"), "");
  await makePage(modelFolder, page, { humanModels });
  expect(existsSync(path.join(page, "stray.txt"))).toBe(false);
  expect(await read("service-worker.js")).not.toBe(before); // by now there is a calibration: it is another page
  await expect(makePage(modelFolder, modelFolder, { humanModels })).rejects.toThrow("holds other things than a page");
  expect(existsSync(path.join(modelFolder, "model.json"))).toBe(true);
  const site = path.join(folder, "site");
  await mkdir(site);
  await writeFile(path.join(site, "index.html"), "somebody's own");
  await expect(makePage(modelFolder, site, { humanModels })).rejects.toThrow("holds other things than a page");
  expect(await read("index.html", site)).toBe("somebody's own");
  await expect(makePage(folder, path.join(folder, "none"), { humanModels })).rejects.toThrow("is not a model's folder");
  expect(existsSync(path.join(folder, "none"))).toBe(false);
});
