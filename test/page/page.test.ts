import { createHash } from "node:crypto";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { findHumanModels } from "../../lib/model/pretrained/human-models";
import { saveModel } from "../../lib/model/saving/layers-model";
import { modelDigest } from "../../lib/model/saving/model-folder";
import { makePage } from "../../lib/page/make-page";
import { type ServedPage, servePage } from "../../lib/page/serve-page";
import { chromiumPath, launchChromium } from "../chromium";
import { writeFilm } from "../notebooks/write-film";
import { scratchFolder } from "../scratch-folder";
import { wallWithFaces } from "../wall-with-faces";

const humanModels = findHumanModels();

// Without Chromium (Debian: apt-get install chromium), or the face detector, these tests are skipped, and reported as skipped.
describe.skipIf(chromiumPath === undefined || humanModels === undefined)("a page in Chromium", () => {
  const scratch = scratchFolder();
  const folder = path.join(scratch, "page");
  /** A photo of two drawn faces. */
  const photo = path.join(scratch, "two.png");
  let served: ServedPage;
  let browser: Browser;
  /** What pages complained of, and which other origins they asked. */
  const complaints: string[] = [];

  beforeAll(async () => {
    const modelFolder = path.join(scratch, "model");
    const model = sharedCnn({ imageSize: 32, filters: [4, 4, 4], dropouts: [0, 0, 0], units: 8, headUnits: 4 });
    await saveModel(model, modelFolder);
    model.dispose();
    writeFileSync(
      path.join(modelFolder, "MODEL_CARD.md"),
      `# Card\n\n|${" |".repeat(9)}\n|${" - |".repeat(9)}\n|${" cell |".repeat(9)}\n`,
    );
    const calibration = {
      network: await modelDigest(modelFolder),
      temperatures: { age: 1, gender: 1 },
      ageScores: [1, 2],
    };
    writeFileSync(path.join(modelFolder, "calibration.json"), JSON.stringify(calibration));
    await makePage(modelFolder, folder, { humanModels: humanModels ?? "" });
    served = await servePage(folder);
    writeFileSync(photo, await wallWithFaces());
    const { data, info } = await sharp(photo).raw().toBuffer({ resolveWithObject: true });
    const film = writeFilm(path.join(scratch, "faces.y4m"), [{ data, width: info.width, height: info.height }]);
    browser = await launchChromium({ camera: film });
  });

  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  /** A visitor of their own, with a phone's width. */
  async function visit(url = served.url): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000); // other tests may keep the cores busy
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== "blob:" && origin !== new URL(url).origin) complaints.push(request.url());
    });
    page.on("console", (message) => {
      if (/Content Security Policy|integrity/.test(message.text())) complaints.push(message.text());
    });
    await page.goto(`${url}?backend=wasm`);
    return { context, page };
  }

  const ready = (page: Page) => page.getByText("The network is ready.").waitFor();
  const twoFaces = (page: Page) =>
    page.getByText(/^2 faces, from left to right: \d+ \(\d+–\d+\) [MF], \d+ \(\d+–\d+\) [MF]$/);
  const choose = (page: Page, ...files: string[]) => page.getByLabel("Choose photos").setInputFiles(files);
  const hasNoOverflow = (page: Page) => page.evaluate("document.documentElement.scrollWidth <= innerWidth");

  /** Has the page get files as an event of a kind brings them. */
  function bring(page: Page, event: "drop" | "paste", file: string, type: string) {
    const [name, bytes] = [path.basename(file), readFileSync(file).toString("base64")];
    return page.evaluate(`{
      const bytes = Uint8Array.from(atob("${bytes}"), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], "${name}", { type: "${type}" }));
      document.body.dispatchEvent(
        "${event}" === "drop"
          ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }),
      );
    }`);
  }

  /** What axe finds wrong, in the light and in the dark. */
  async function inaccessible(page: Page): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
      found.push(...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`));
    }
    return found;
  }

  test("photos that are chosen, dropped and pasted are framed and put in words, for everybody to use", async () => {
    const { context, page } = await visit();
    expect(await inaccessible(page)).toEqual([]);
    await choose(page, photo); // it waits for the network
    await twoFaces(page).waitFor();
    await bring(page, "drop", photo, "image/png");
    await twoFaces(page).nth(1).waitFor();
    await bring(page, "paste", photo, "image/png");
    await twoFaces(page).nth(2).waitFor();
    expect(await page.getByText(/^two\.png: first answer \d+ ms, all \d+ ms with WebAssembly$/).count()).toBe(3);

    const drawn = page.getByRole("img", { name: /^Faces: \d+/ }).first();
    const labels = (await drawn.locator("text").allTextContents()).join(" ");
    expect(labels).toMatch(/^\d+( \(\d+–\d+\))? [MF] \d+( \(\d+–\d+\))? [MF]$/);
    const picture = await drawn.boundingBox();
    for (const label of await drawn.locator("text").all()) {
      const box = await label.boundingBox();
      if (box === null || picture === null) throw new Error("A label has no place.");
      expect(box.height).toBeGreaterThan(10); // as large as on a wider page
      expect(box.x).toBeGreaterThan(picture.x);
      expect(box.x + box.width).toBeLessThan(picture.x + picture.width);
      expect(box.y).toBeGreaterThan(picture.y);
    }

    writeFileSync(path.join(scratch, "notes.txt"), "no picture");
    await choose(page, path.join(scratch, "notes.txt"), photo);
    await page
      .getByText("notes.txt is no picture that this browser can read: choose a JPEG, PNG or WebP file.")
      .waitFor();
    await twoFaces(page).nth(3).waitFor();

    expect(await hasNoOverflow(page)).toBe(true);
    expect(await inaccessible(page)).toEqual([]);
    expect(complaints).toEqual([]);
    const other =
      "new Promise((resolve) => addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)))";
    const refused = page.evaluate(other);
    await expect(page.evaluate("fetch('http://localhost:9/')")).rejects.toThrow("Failed to fetch");
    expect(await refused).toBe("connect-src");
    complaints.length = 0;

    await page.getByRole("link", { name: "Its model card" }).click();
    await page.getByRole("cell", { name: "cell" }).first().waitFor();
    expect(await hasNoOverflow(page)).toBe(true);
    expect(await inaccessible(page)).toEqual([]);
    await context.close();
  });

  test("of a large photo each face is told as soon as it is known, to be read out at the end", async () => {
    const large = path.join(scratch, "large.png");
    await sharp(photo).resize(1280, 960).toFile(large);
    const { context, page } = await visit();
    await page.evaluate(`{
      said = [];
      new MutationObserver(() => {
        const figure = document.querySelector("#photos figure");
        const words = figure?.querySelector(".words").textContent;
        const label = figure?.querySelector("svg").ariaLabel;
        if (words !== said.at(-1)?.words) said.push({ words, busy: figure.ariaBusy, label });
      }).observe(document.querySelector("#photos"), { childList: true, subtree: true });
    }`);
    await choose(page, large);
    await page.getByText(/^large\.png: first answer \d+ ms, all \d+ ms with WebAssembly$/).waitFor();
    const said = await page.evaluate<{ words: string; busy: string; label: string }[]>("said");
    expect(said.map(({ words }) => words.replace(/\d+ \(\d+–\d+\) [MF]/g, "X"))).toEqual([
      "It waits for its turn.",
      "Looking for faces …",
      "1 face: X; looking for more …",
      "2 faces, from left to right: X, X; looking for more …",
      "2 faces, from left to right: X, X",
    ]);
    expect(said.slice(0, 2).map(({ label }) => label)).toEqual(["No face so far", "No face so far"]);
    expect(new Set(said.map(({ busy }) => busy))).toEqual(new Set(["true"]));
    expect(await page.locator("#photos figure").getAttribute("aria-busy")).toBe("false");
    expect(
      await page
        .getByRole("img", { name: /^Faces: \d+/ })
        .locator("rect")
        .count(),
    ).toBe(4);
    await context.close();
  });

  test("with the keyboard photos are chosen, and the camera is started and stopped", async () => {
    const { context, page } = await visit();
    const chooser = page.waitForEvent("filechooser"); // long before, lest the browser open its own
    await ready(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await (await chooser).setFiles(photo);
    await twoFaces(page).waitFor();
    const outline = "getComputedStyle(document.querySelector('label.button')).outlineStyle";
    expect(await page.evaluate(outline)).toBe("solid");

    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const faces = page.locator("#camera").getByRole("img", { name: /^Faces: \d+ [MF], \d+ [MF]$/ });
    await faces.waitFor();
    expect(await page.locator("#camera rect").count()).toBe(4);
    await page.evaluate("track = document.querySelector('video').srcObject.getVideoTracks()[0]");
    expect(await inaccessible(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.locator("#camera").waitFor({ state: "hidden" });
    expect(await page.evaluate("track.readyState")).toBe("ended");

    await page.evaluate(
      "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('none', 'NotFoundError'); }",
    );
    await page.getByRole("button", { name: "Start camera" }).click();
    await page.getByText("There is no camera: connect one").waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("kept, it works without its server, until a newer version has come as a whole", async () => {
    const copy = path.join(scratch, "kept");
    cpSync(folder, copy, { recursive: true });
    let server = await servePage(copy);
    const { context, page } = await visit(server.url);
    const kept = () => page.getByText("This page is kept in your browser").waitFor();
    await kept();
    await ready(page);
    const port = Number(new URL(server.url).port);
    await server.close();
    await page.reload();
    await kept();
    await choose(page, photo);
    await twoFaces(page).waitFor();

    newVersion(copy, "How old?");
    server = await servePage(copy, port);
    await page.reload();
    await page.getByText("A newer version of this page has come: load it again to see it.").waitFor();
    expect(await page.title()).toBe("How old does this face look?");
    await page.reload();
    expect(await page.title()).toBe("How old?");
    await ready(page);
    expect(await page.evaluate("caches.keys().then((names) => names.length)")).toBe(1);
    await server.close();
    await page.reload();
    await ready(page);
    expect(await page.title()).toBe("How old?");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a file that was altered is refused", async () => {
    const copy = path.join(scratch, "altered");
    cpSync(folder, copy, { recursive: true });
    const file = path.join(copy, "models", "network.bin");
    const weights = readFileSync(file);
    weights[100] = (weights[100] ?? 0) ^ 1;
    writeFileSync(file, weights);
    const altered = await servePage(copy);
    const { context, page } = await visit(altered.url);
    await choose(page, photo);
    const said = page.getByText(
      /^models\/network\.bin did not arrive, or is not the file that this page was made with/,
    );
    await expect.poll(() => said.count()).toBe(2); // above, and below the photo that waited
    expect(complaints.splice(0).join()).toContain("models/network.bin");
    await context.close();
    await altered.close();
  });
});

/** Has a page's folder hold a newer version with another title. */
function newVersion(folder: string, title: string): void {
  const [page, worker] = [path.join(folder, "index.html"), path.join(folder, "service-worker.js")];
  const integrity = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;
  const before = readFileSync(page, "utf8");
  const after = before.replace(/<title>.*<\/title>/, `<title>${title}</title>`);
  writeFileSync(page, after);
  const code = readFileSync(worker, "utf8");
  expect(code).toContain(integrity(before));
  writeFileSync(
    worker,
    code.replace(integrity(before), integrity(after)).replace(/"[0-9a-f]{16}"/, '"0123456789abcdef"'),
  );
}
