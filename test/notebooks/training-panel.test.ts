import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRun } from "../../lib/training/run/run-record";
import { chromiumPath } from "../chromium";
import { JupyterLabInBrowser, runAllCells } from "./browser";
import { writeNotebook } from "./write-notebook";

const folder = path.join("var", `panel-test-${process.pid}`);
const runsFolder = path.join(folder, "runs");
const cell = `import { trainingPanel } from "./lib/notebook/training-panel/training-panel";
import { fakeSplit } from "./test/model/fake-split";
const faces = { train: fakeSplit({ count: 64 }), val: fakeSplit({ count: 24, name: "val" }) };
await trainingPanel({ ...faces, batchSize: 8, epochs: 5000, learningRate: 1e-3, runsFolder: "${runsFolder}" })`;

// Without Chromium (Debian: apt-get install chromium) these tests are skipped, and reported as skipped.
describe.skipIf(chromiumPath === undefined)("the control room in JupyterLab", () => {
  let jupyterLab: JupyterLabInBrowser;
  let page: Page;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    jupyterLab = await JupyterLabInBrowser.start();
    page = await jupyterLab.open(writeNotebook(path.join(folder, "panel.ipynb"), [cell, "6 * 7"]));
    await runAllCells(page);
    await page.getByText("No training yet").waitFor({ timeout: 90_000 });
  }, 180_000);

  afterAll(async () => {
    await jupyterLab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const button = (name: string) => page.getByRole("button", { name, exact: true });
  /** The buttons that can be pressed. */
  const open = async () => {
    const names = ["Train", "Pause", "Go on", "Stop"];
    const enabled = await Promise.all(names.map((name) => button(name).isEnabled()));
    return names.filter((_, index) => enabled[index]);
  };
  const runSecondCell = async (prompt: string) => {
    await page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await page.locator(".jp-InputPrompt", { hasText: prompt }).waitFor();
  };
  const run = (name: string) => readRun(path.join(runsFolder, name));
  const place = () => page.getByText(/^Training: step \d+ of 40000/).textContent();

  test("a training is begun, paused, gone on with at another learning rate, stopped, and gone on with again", async () => {
    expect(await open()).toEqual(["Train"]);
    await page.getByAltText("actual 74 F").waitFor();
    await page.getByLabel("optimizer (default adam)").selectOption("momentum");
    await page.getByText('epochs: 5000, optimizer: "momentum"').waitFor();
    await button("Train").press("Enter");
    await page.getByAltText(/Predicted \d+ [FM], actual 74 F/).waitFor({ timeout: 60_000 });
    expect(await open()).toEqual(["Pause", "Stop"]);
    expect(await page.getByLabel("optimizer (default adam)").isDisabled()).toBe(true);

    await button("Pause").click();
    await page.getByText("Paused after the running step").waitFor();
    expect(await open()).toEqual(["Go on", "Stop"]);
    await page.getByRole("slider").first().press("ArrowRight"); // the learning rate's
    const told = await page.getByText(/^Learning rate [\d.]+ from the next step on/).textContent();
    const paused = await place();
    await runSecondCell("[3]:");
    expect(await place()).toBe(paused);

    await button("Go on").click();
    await expect.poll(place).not.toBe(paused);
    await expect.poll(async () => (await run("run-1")).learningRateChanges).toHaveLength(1);
    const [change] = (await run("run-1")).learningRateChanges ?? [];
    expect(change?.learningRate).toBe(Number(/[\d.]+\d/.exec(told ?? "")?.[0]));
    expect(change?.learningRate).toBeGreaterThan(1e-3);

    await button("Stop").click();
    await page.getByText(/^Stopped after step \d+ of 40000/).waitFor();
    expect(await run("run-1")).toMatchObject({ state: "stopped", parameters: { optimizer: "momentum" } });
    const [checkpoint = ""] = readdirSync(path.join(runsFolder, "run-1/checkpoints"));
    expect(Number(/\d+$/.exec(checkpoint)?.[0])).toBeGreaterThanOrEqual(change?.step ?? Number.NaN);
    await button("Go on").click();
    await expect.poll(async () => (await run("run-1")).state).toBe("running");
    await page.locator('jp-button[title="Interrupt the kernel"]:visible').first().click(); // as good as Stop
    await expect.poll(open).toEqual(["Train", "Go on"]);
    expect(readdirSync(runsFolder)).toEqual(["run-1"]);
  });

  test("the next run is drawn over the one before; cells run meanwhile; run anew, the panel's own cell ends it", async () => {
    await button("Train").click();
    await page.getByText("Faint, behind: run-1").waitFor();
    await page.getByText(/^Training: step \d+ of 40000/).waitFor();
    const wide = await page
      .locator(".jp-OutputArea-output")
      .first()
      .evaluate((output) => output.scrollWidth - output.clientWidth);
    expect(wide).toBe(0);
    await runSecondCell("[4]:");
    expect((await run("run-2")).state).toBe("running");
    await page.locator(".jp-CodeCell").first().locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await page.getByText("The runs before").waitFor();
    await expect.poll(async () => (await run("run-2")).state).toBe("stopped");
    expect(await open()).toEqual(["Train"]);
    expect(await page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').allTextContents()).toEqual([]);
  });
});
