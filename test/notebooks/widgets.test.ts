import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "../chromium";
import { JupyterLabInBrowser, runAllCells } from "./browser";
import { writeNotebook } from "./write-notebook";

const folder = path.join("var", `widgets-test-${process.pid}`);

const echo = `export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.textContent = "Echo " + model.get("count");
    button.onclick = () => {
      model.set("count", model.get("count") + 1);
      model.save_changes();
      model.send({ hello: 1 }, undefined, [new Uint8Array([1, 2, 255])]);
    };
    model.on("change:count", () => { button.textContent = "Echo " + model.get("count"); });
    model.on("msg:custom", (content, [bytes]) => { button.title = content.text + " " + bytes.byteLength + " " + bytes.getUint8(2); });
    el.append(button);
  },
};`;

const cells = [
  `import * as widgets from "./lib/notebook/widgets";
const rate = widgets.logSlider({ label: "learning rate", value: 1e-4, min: 1e-5, max: 1e-2 });
const next = widgets.button({ label: "Next", kind: "primary" });
const photos = widgets.fileUpload({ label: "Photos", multiple: true });
const echo = widgets.widget({ module: "${folder}/echo.mjs", state: { count: 0 } });
const [told, pressed, sent] = [widgets.label("told nothing"), widgets.label("pressed 0"), widgets.label("sent nothing")];
let presses = 0;
rate.onChange((value) => { told.value = "told " + value; });
next.onPress(() => { presses += 1; pressed.value = "pressed " + presses; });
photos.onChange((files) => {
  sent.value = files.map(({ name, bytes }) => name + " " + bytes.length + " " + bytes.at(-1)).join(", ");
});
echo.onMessage(({ buffers }) => echo.send({ text: "count " + echo.state.count }, buffers));
widgets.column([rate, next, photos, echo, told, pressed, sent])`,
  "rate",
  `const doubled = widgets.interact({ rate }, ({ rate }) => "twice is " + 2 * rate);
doubled`,
];

// Without Chromium (Debian: apt-get install chromium) these tests are skipped, and reported as skipped.
describe.skipIf(chromiumPath === undefined)("widgets in JupyterLab", () => {
  let jupyterLab: JupyterLabInBrowser;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "echo.mjs"), echo);
    jupyterLab = await JupyterLabInBrowser.start();
    page = await jupyterLab.open(writeNotebook(path.join(folder, "widgets.ipynb"), cells));
    await runAllCells(page);
    await shown("twice is 0.0002").waitFor();
  }, 120_000);

  afterAll(async () => {
    await jupyterLab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Of what cells show, and not of their code. */
  const shown = (text: string | RegExp) => page.locator(".jp-OutputArea-output").getByText(text);
  const cell = (index: number): Locator => page.locator(".jp-CodeCell").nth(index);
  const slider = (index: number): Locator => cell(index).getByRole("slider");
  const readouts = () => page.locator(".widget-readout").allTextContents();

  test("a dragged slider moves its other views, and the kernel knows", async () => {
    expect(await readouts()).toEqual(["0.0001", "0.0001", "0.0001"]);
    await shown("told nothing").waitFor(); // showing a slider does not move it
    const box = await slider(0).boundingBox();
    if (box === null) throw new Error("The slider has no place.");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    for (let step = 1; step <= 10; step++) await page.mouse.move(box.x + box.width / 2 + 5 * step, box.y + 5);
    await page.mouse.up();
    await expect.poll(async () => new Set(await readouts()).size).toBe(1);
    const [value = 0] = (await readouts()).map(Number);
    const named = page.getByRole("slider", { name: "learning rate" });
    const spoken = () => named.evaluateAll((handles) => handles.map((one) => one.getAttribute("aria-valuetext")));
    await expect.poll(spoken).toEqual(await readouts());
    expect(value).toBeGreaterThan(2e-4);
    await shown(new RegExp(`^told ${value}$`)).waitFor();
    await shown(`twice is ${2 * value}`).waitFor();
    await slider(1).press("ArrowRight");
    await shown(new RegExp(`^told (?!${value}$)`)).waitFor();
  });

  test("a button is pressed, files are uploaded, and a module of one's own sends state and bytes both ways", async () => {
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "Next" }).press("Enter");
    await shown("pressed 2").waitFor();
    const large = Buffer.alloc(12_000_000, 7);
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Photos" }).click(),
    ]);
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: "image/png", buffer });
    await chooser.setFiles([file("a.png", large), file("ü.png", Buffer.from([1, 2]))]);
    await shown("a.png 12000000 7, ü.png 2 2").waitFor();
    await page.getByRole("button", { name: "Photos (2)" }).waitFor();
    await page.getByRole("button", { name: "Echo 0" }).click();
    await page.getByRole("button", { name: "Echo 1" }).waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Echo 1" }).getAttribute("title")).toBe("count 1 3 255");
  });

  test("a page that is loaded anew finds the widgets with their state, and they work", async () => {
    const before = await readouts();
    await page.keyboard.press("Control+s");
    await page.locator(".jp-mod-dirty").waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: "Photos (2)" }).waitFor({ timeout: 60_000 });
    await expect.poll(readouts).toEqual(before);
    await page.getByRole("button", { name: "Echo 1" }).click();
    await page.getByRole("button", { name: "Echo 2" }).waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await shown("pressed 3").waitFor();
    await slider(1).press("ArrowLeft");
    await expect.poll(readouts).not.toEqual(before);
    expect(new Set(await readouts()).size).toBe(1);
  });

  test("a kernel that is started anew has other widgets", async () => {
    await page.getByRole("menuitem", { name: "Kernel", exact: true }).click();
    await page.getByRole("menuitem", { name: "Restart Kernel and Run All Cells…" }).click();
    await page.getByRole("button", { name: "Confirm Kernel Restart" }).click();
    await shown("pressed 0").waitFor({ timeout: 60_000 });
    await shown("twice is 0.0002").waitFor();
    expect(await readouts()).toEqual(["0.0001", "0.0001", "0.0001"]);
    await slider(1).press("ArrowRight");
    await shown(/^told \d/).waitFor();
    await expect.poll(async () => new Set(await readouts()).size).toBe(1);
  });
});
