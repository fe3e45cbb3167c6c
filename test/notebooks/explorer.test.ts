import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findHumanModels } from "../../lib/model/pretrained/human-models";
import { chromiumPath } from "../chromium";
import { wallWithFaces } from "../wall-with-faces";
import { JupyterLabInBrowser, runAllCells } from "./browser";
import { writeFilm } from "./write-film";
import { writeNotebook } from "./write-notebook";

const folder = path.join("var", `explorer-test-${process.pid}`);
const models = findHumanModels();

const cells = [
  `import { loadFaceDetector } from "./lib/model/detector/face-detector";
import { UTKFACE_FRAMING } from "./lib/model/detector/framing";
import { ageGenderNetwork } from "./lib/model/networks/age-gender-network";
import { modelPredictor } from "./lib/model/prediction/model-predictor";
import { predictFaces } from "./lib/model/prediction/predict-faces";
import { preparedFaces } from "./lib/notebook/prepared/prepared-faces";
const store = await preparedFaces("data/synthetic", { imageSize: 32, seed: 42 });
const predictor = modelPredictor(ageGenderNetwork({ imageSize: 32, seed: 1 }));
const detector = await loadFaceDetector(${JSON.stringify(models)});
const reader = { predictor, detector, framing: UTKFACE_FRAMING };`,
  `import { faceExplorer } from "./lib/notebook/faces/face-explorer";
faceExplorer(predictor, store.val, await predictFaces(predictor, store.val))`,
  `import { framedPhotos } from "./lib/notebook/photos/framed-photos";
import { fileUpload, interact } from "./lib/notebook/widgets";
const photos = fileUpload({ label: "Choose photos", accept: "image/*", multiple: true });
interact({ photos }, ({ photos }) => framedPhotos(reader, photos))`,
  `import { faceCamera } from "./lib/notebook/photos/face-camera";
faceCamera(reader)`,
];

// Without Chromium (Debian: apt-get install chromium), or the face detector, these tests are skipped, and reported as skipped.
describe.skipIf(chromiumPath === undefined || models === undefined)("the explorer in JupyterLab", () => {
  let jupyterLab: JupyterLabInBrowser;
  let page: Page;
  const cell = (index: number): Locator => page.locator(".jp-CodeCell").nth(index);

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    jupyterLab = await JupyterLabInBrowser.start({ camera: await filmOfFaces(path.join(folder, "faces.y4m")) });
    page = await jupyterLab.open(writeNotebook(path.join(folder, "explorer.ipynb"), cells));
    // The tracks of each camera that the page opens.
    await page.evaluate(`{
      const { mediaDevices } = navigator;
      const open = mediaDevices.getUserMedia.bind(mediaDevices);
      window.tracks = [];
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted);
        window.tracks.push(...stream.getTracks());
        return stream;
      };
    }`);
    await runAllCells(page);
    await cell(3).getByRole("button", { name: "Start camera" }).waitFor();
  }, 120_000);

  afterAll(async () => {
    await jupyterLab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the scatter answers to a click, a rectangle and the keyboard with the faces there", async () => {
    const [scatter, status] = [cell(1).getByRole("application"), cell(1).getByRole("status")];
    const dots = placesOfDots(await scatter.innerHTML());
    const plot = { left: 52, right: 608, top: 30, bottom: 330 };
    const all = `Faces 1 to 12 of ${dots.length}`;
    expect(dots.length).toBeGreaterThan(300);
    await status.getByText(all).waitFor();
    const picture = cell(1).locator(".jp-OutputArea-output img");
    const height = async () => Number(await picture.evaluate((image) => Reflect.get(image, "naturalHeight")));
    await picture.waitFor();
    const ofTwoRows = await height();

    const box = await scatter.boundingBox();
    if (box === null) throw new Error("The scatter has no place.");
    const pointer = (x: number, y: number) => page.mouse.move(box.x + x, box.y + y);
    const [one = { x: 0, y: 0 }] = dots;
    const same = dots.filter(({ x, y }) => x === one.x && y === one.y).length;
    await pointer(one.x, one.y);
    await page.mouse.down();
    await page.mouse.up();
    await status.getByText(`Faces 1 to ${same} of ${same}`).waitFor();
    await expect.poll(height).toBeLessThan(ofTwoRows);

    await pointer(plot.left + 100, plot.top + 1);
    await page.mouse.down();
    await pointer(plot.left + 200, plot.top + 200);
    await pointer(plot.left + 300, plot.bottom + 30);
    await page.mouse.up();
    const inside = dots.filter(({ x }) => x >= plot.left + 100 && x <= plot.left + 300).length;
    await status.getByText(`Faces 1 to 12 of ${inside}`).waitFor();
    await cell(1).getByRole("button", { name: "Next faces" }).click();
    await status.getByText(`Faces 13 to 24 of ${inside}`).waitFor();
    await cell(1).getByLabel("sorted by").selectOption("certainty, surest first");

    await scatter.press("Escape");
    await status.getByText(all).waitFor();
    const counts = new Set<string | null>();
    for (const key of ["ArrowDown", "ArrowRight", "Shift+ArrowUp", "ArrowLeft", "Shift+ArrowLeft"]) {
      for (let times = 0; times < 4; times++) await scatter.press(key);
      counts.add(await status.textContent());
    }
    expect(counts.size).toBeGreaterThan(2);
    expect(await page.evaluate("document.activeElement.role")).toBe("application"); // JupyterLab left the keys
  });

  test("photos that are chosen or dropped are shown with their faces, and what is none says so", async () => {
    const shown = (text: string | RegExp) => cell(2).locator(".jp-OutputArea-output").getByText(text);
    const photo = await sharp(await wallWithFaces(0))
      .jpeg()
      .toBuffer();
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      cell(2).getByRole("button", { name: "Choose photos" }).click(),
    ]);
    await chooser.setFiles([
      { name: "two.jpg", mimeType: "image/jpeg", buffer: photo },
      { name: "none.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") },
    ]);
    await shown(/^two\.jpg: \d+ [FM], \d+ [FM]$/).waitFor();
    await shown("The picture none.jpg cannot be used: not an image.").waitFor();
    await cell(2).getByRole("button", { name: "Choose photos (2)" }).waitFor();

    const dataTransfer = await page.evaluateHandle(`(() => {
      const bytes = Uint8Array.from(atob("${photo.toString("base64")}"), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], "dropped.jpg", { type: "image/jpeg" }));
      return transfer;
    })()`);
    await cell(2).getByText("or drop files here").dispatchEvent("drop", { dataTransfer });
    await shown(/^dropped\.jpg: \d+ [FM], \d+ [FM]$/).waitFor();
    await cell(2).getByRole("button", { name: "Choose photos (1)" }).waitFor();
    await cell(2)
      .getByRole("img", { name: /^dropped\.jpg/ })
      .waitFor();
  });

  const tracks = () => page.evaluate("window.tracks.map(({ readyState }) => readyState)");

  test("the camera is asked for by its button, shows boxes with ages, and ends with its cell", async () => {
    expect(await tracks()).toEqual([]);
    await cell(3).getByRole("button", { name: "Start camera" }).click();
    await cell(3)
      .getByRole("img", { name: /^Faces: \d+ [FM], \d+ [FM]$/ })
      .waitFor();
    expect(await cell(3).locator("svg text").allTextContents()).toEqual([
      expect.stringMatching(/^\d+ [FM]$/),
      expect.stringMatching(/^\d+ [FM]$/),
    ]);
    await cell(3)
      .getByRole("status")
      .getByText(/[1-9]\d* frames a second/)
      .waitFor();
    expect(await tracks()).toEqual(["live"]);
    await cell(3).getByRole("button", { name: "Stop camera" }).click();
    expect(await tracks()).toEqual(["ended"]);
    await cell(3).getByRole("button", { name: "Start camera" }).press("Enter");
    await cell(3)
      .getByRole("img", { name: /^Faces: / })
      .waitFor();
    expect(await tracks()).toEqual(["ended", "live"]);

    await cell(3).locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await cell(3).getByRole("button", { name: "Start camera" }).waitFor();
    expect(await tracks()).toEqual(["ended", "ended"]);
  });

  test("the camera ends with the kernel", async () => {
    await cell(3).getByRole("button", { name: "Start camera" }).click();
    await cell(3)
      .getByRole("img", { name: /^Faces: / })
      .waitFor();
    await page.getByRole("menuitem", { name: "Kernel", exact: true }).click();
    await page.getByRole("menuitem", { name: /^Restart Kernel…/ }).click();
    await page.getByRole("button", { name: "Confirm Kernel Restart" }).click();
    await cell(3).getByRole("status").getByText("The kernel was ended").waitFor();
    expect(await tracks()).toEqual(["ended", "ended", "ended"]);
  });

  test("where there is no camera, it is said what to do", async () => {
    const saysAfter = async (change: string, text: string) => {
      await page.evaluate(change);
      await cell(3).getByRole("button", { name: "Start camera" }).click();
      await cell(3).getByRole("status").getByText(text).waitFor();
    };
    const failing = (name: string) =>
      `navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "${name}"); };`;
    await saysAfter(failing("NotFoundError"), "There is no camera: connect one");
    await saysAfter(failing("NotAllowedError"), "Allow it in the site's settings");
    await saysAfter('Object.defineProperty(navigator, "mediaDevices", {});', "localhost or by https only");
  });
});

/** Where the dots of a scatter are, in its pixels. */
function placesOfDots(svg: string): { x: number; y: number }[] {
  return Array.from(svg.matchAll(/M([\d.]+) ([\d.]+)h0/g), ([, x, y]) => ({ x: Number(x), y: Number(y) }));
}

/** A film of two drawn faces, which move a little. */
async function filmOfFaces(file: string): Promise<string> {
  const pictures = Array.from({ length: 4 }, async (_, frame) => {
    const { data, info } = await sharp(await wallWithFaces(3 * frame))
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  });
  return writeFilm(file, await Promise.all(pictures));
}
