import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outline } from "../../lib/model/networks/seeded-layers";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { readRun } from "../../lib/training/run/run-record";
import { chromiumPath } from "../chromium";
import { JupyterLabInBrowser, runAllCells } from "./browser";
import { readCells } from "./cells";
import { writeNotebook } from "./write-notebook";

const folder = path.join("var", `controls-test-${process.pid}`);
const seed = process.pid; // so that the runs are this test's own
const runs = [0, 1, 2].map((more) => `synthetic-16px,learningRate=0.001,batchSize=16,seed=${seed + more}`);
const [, second = "", third = ""] = runs;

// Without Chromium (Debian: apt-get install chromium) these tests are skipped, and reported as skipped.
describe.skipIf(chromiumPath === undefined)("the notebooks' controls in JupyterLab", () => {
  let jupyterLab: JupyterLabInBrowser;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    jupyterLab = await JupyterLabInBrowser.start();
  }, 120_000);

  afterAll(async () => {
    await jupyterLab?.stop();
    rmSync(folder, { recursive: true, force: true });
    for (const run of runs) rmSync(path.join("var", "runs", run), { recursive: true, force: true });
  });

  /** Opens those cells of a notebook that have these texts in them, and runs them. */
  const open = async (name: string, texts: string[], changes: Record<string, string> = {}) => {
    const sources = readCells(name).flatMap(({ cell_type, source }) => (cell_type === "code" ? [source] : []));
    const cells = texts.map((text) => {
      const found = sources.find((source) => source.includes(text)) ?? "";
      expect(found, `${name}: ${text}`).not.toBe("");
      return Object.entries(changes).reduce((source, [from, to]) => source.replace(from, to), found);
    });
    const page = await jupyterLab.open(writeNotebook(path.join(folder, `${name}.ipynb`), cells));
    await runAllCells(page);
    return page;
  };

  test("notebook 1: the minimum score moves the counts and the faces beside it", async () => {
    const page = await open("01-load-and-clean", ["const minimumScore", "readRecords(", "scoreThreshold("]);
    const kept = page.getByRole("row", { name: /^kept / });
    await kept.waitFor();
    const [before, faces] = [Number((await kept.textContent())?.replace(/\D/g, "")), page.getByRole("figure")];
    expect(await faces.count()).toBe(12);
    const handle = page.getByRole("slider", { name: "minimum score" });
    report("1: minimum score", await timeToShow(handle, "ArrowRight", "figcaption"));
    for (let step = 0; step < 9; step++) await handle.press("ArrowRight");
    await page.getByRole("row", { name: /dropped: no face of a score of 2 or more/ }).waitFor();
    expect(Number((await kept.textContent())?.replace(/\D/g, ""))).toBeLessThan(before);
    const scores = (await page.locator("figcaption").allTextContents()).map(Number);
    expect(scores.slice(0, 6).every((score) => score <= 2 && score > 1.5)).toBe(true);
    expect(scores.slice(6).every((score) => score >= 2 && score < 2.5)).toBe(true);
    await expectNoErrors(page);
    await page.close();
  }, 120_000);

  test("notebook 2: ages are brushed with the mouse and with keys, also where the kernel has been shut down", async () => {
    const page = await open("02-age-distribution", ["readDataset(", "splitFaces(", "ageBrush("], {
      "const { records": 'const [dataset, minimumScore, seed] = ["data/synthetic", 1, 42];\nconst { records',
      'import { splitFaces } from "./lib/dataset/split";':
        'import { splitFaces } from "./lib/dataset/split";\nimport { chart } from "./lib/notebook/charts/chart";',
    });
    const brushed = page.locator(".vega-embed").last();
    const told = brushed.getByText(/^[\d,]+ faces?, of \d+ to \d+ years$/);
    await told.waitFor({ state: "attached" });
    await page.getByRole("menuitem", { name: "Kernel", exact: true }).click();
    await page.getByRole("menuitem", { name: "Shut Down Kernel", exact: true }).click();
    await page.getByText("No Kernel").first().waitFor();

    const pictures = brushed.locator("image");
    expect(await pictures.count()).toBe(24);
    const shares = () =>
      brushed.locator(".mark-rect.role-mark path").evaluateAll((all) => all.map((bar) => bar.getAttribute("d")).join());
    const before = await shares();
    const axis = await brushed.getByText("age (years)").boundingBox();
    if (axis === null) throw new Error("The chart has no place.");
    const [middle, y] = [axis.x + axis.width / 2, axis.y - 60];
    await page.mouse.move(middle, y);
    await page.mouse.down();
    await page.mouse.move(middle + 62, y, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => told.textContent()).toMatch(/of (49|50|51) to (59|60|61) years/);
    expect(await shares()).not.toBe(before);
    await expect.poll(() => pictures.count()).toBeLessThan(10);
    await page.mouse.dblclick(middle - 200, y);
    await expect.poll(() => pictures.count()).toBe(24);

    const from = page.getByLabel("from age");
    await from.focus();
    for (let press = 0; press < 3; press++) await from.press("PageUp");
    const youngest = Number(await from.inputValue());
    expect(youngest).toBeGreaterThan(10);
    await expect.poll(() => told.textContent()).toMatch(new RegExp(`of ${youngest} to \\d+ years`));
    await page.close();
  }, 120_000);

  test("notebook 3: sliders change the drawing and its weights, a button times a step", async () => {
    const page = await open("03-shared-cnn", ["const imageSize", "networkOutline(", "stepTimer("], {
      "const imageSize = 64": "const imageSize = 32",
    });
    const weights = page.getByText(/^[\d,]+ weights in all$/);
    const expectWeights = async (options: Parameters<typeof sharedCnn>[0]) => {
      const model = outline(() => sharedCnn(options));
      await expect
        .poll(() => weights.textContent())
        .toBe(`${model.countParams().toLocaleString("en-US")} weights in all`);
      model.dispose();
    };
    const drawing = page.locator(".jp-OutputArea svg", { hasText: "Shared trunk" }).first();
    const button = page.getByRole("button", { name: "Time a training step" });
    await button.waitFor();
    await expectWeights({ imageSize: 32 });
    for (const label of ["filters", "kernel size", "dense units", "image size"]) {
      report(`3: ${label}`, await timeToShow(page.getByRole("slider", { name: label }), "ArrowLeft", "svg text"));
    }
    await expectWeights({ imageSize: 16, filters: [24, 48, 96], kernelSize: 3, units: 896 });
    for (const text of ["16 × 16 × 3", "8 × 8 × 24", "Conv2D 3×3, relu"]) {
      await drawing.getByText(text, { exact: true }).first().waitFor({ state: "attached" });
    }
    await button.press("Enter");
    await page.getByRole("row", { name: /^24 3 896 16 / }).waitFor();
    await expect.poll(() => button.isEnabled()).toBe(true);
    await expectNoErrors(page);
    await page.close();
  }, 120_000);

  test("notebook 6: a grid is started, stopped and gone on with; runs are chosen in the table", async () => {
    const page = await open(
      "06-experiments",
      [
        "const imageSize",
        "preparedFaces(",
        "interface Setting",
        "startStop(",
        "runsTable(",
        "readCurves(",
        "runPanel(",
      ],
      {
        "const imageSize = 32": "const imageSize = 16",
        "const epochs = 2": "const epochs = 1",
        "const seed = 42": `const seed = ${seed}`,
        "learningRate: 1e-4, batchSize: 16": "learningRate: 1e-3, batchSize: 16",
        "[1e-4, 1e-3]": "[1e-3]",
        "[16, 64]": "[16]",
        "[seed, 1, 2]": "[seed, seed + 1, seed + 2]",
        "import { startStop }": 'import { grid } from "./lib/training/sweep/grid";\nimport { startStop }',
        "[baseline, best]": "[baseline]",
      },
    );
    const [start, stop] = [
      page.getByRole("button", { name: /^Train the grid/ }),
      page.getByRole("button", { name: "Stop", exact: true }),
    ];
    await page.getByRole("tab", { name: "Curves" }).waitFor({ timeout: 120_000 });
    const state = (run: string) =>
      readRun(path.join("var", "runs", run)).then(
        ({ state }) => state,
        () => undefined,
      );

    await start.press("Enter");
    await page
      .getByText(/^Run 2 of 3/)
      .first()
      .waitFor();
    await stop.press("Enter");
    await page.getByText("stopped", { exact: true }).waitFor();
    expect(await state(second)).toBe("stopped");
    expect(await state(third)).toBeUndefined();

    await start.press("Enter"); // and the cell is run anew while it is at work
    await expect.poll(() => state(third)).toBe("running");
    await page.locator(".jp-CodeCell").nth(3).locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => state(third)).toBe("stopped");
    await start.press("Enter");
    await page.getByText("done", { exact: true }).waitFor({ timeout: 60_000 });
    for (const run of runs) expect(await state(run), run).toBe("finished");

    for (const cell of [4, 5, 6]) {
      await page.locator(".jp-CodeCell").nth(cell).locator(".cm-content").click();
      await page.keyboard.press("Control+Enter");
    }
    const boxes = page.getByRole("checkbox");
    await expect.poll(() => boxes.count()).toBe(3);
    expect(await Promise.all((await boxes.all()).map((box) => box.isChecked()))).toEqual([
      true,
      ...Array(2).fill(false),
    ]);
    const panel = page.locator(".jp-CodeCell").nth(6);
    await panel.getByRole("checkbox", { name: /^2: / }).press("Space");
    await panel.getByRole("tab", { name: "Differences" }).click();
    await panel
      .getByText("Metrics of the last evaluation")
      .or(panel.locator(".vega-embed canvas:visible"))
      .first()
      .waitFor();
    await panel.getByRole("tab", { name: "Predictions" }).click();
    await panel.locator("img:visible").waitFor();
    for (const number of [1, 2]) await panel.getByRole("checkbox", { name: `${number}: ` }).press("Space");
    await panel.getByText("Choose a run that has been evaluated").waitFor();
    await expectNoErrors(page);
    await page.close();
  }, 240_000);
});

async function expectNoErrors(page: Page): Promise<void> {
  expect(await page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').allTextContents()).toEqual([]);
}

/** Milliseconds from a key on a slider until what it changes, the texts of these elements, is drawn. */
async function timeToShow(handle: Locator, key: string, changing: string): Promise<number> {
  await handle.focus();
  return handle.page().evaluate<number>(`new Promise((resolve) => {
    const shown = () => [...document.querySelectorAll("${changing}")].map((part) => part.textContent).join();
    const [before, begun] = [shown(), performance.now()];
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "${key}", bubbles: true }));
    const look = () => {
      if (["", before].includes(shown())) requestAnimationFrame(look);
      else resolve(performance.now() - begun);
    };
    look();
  })`);
}

function report(what: string, milliseconds: number): void {
  console.info(`from the last move to the picture, ${what}: ${Math.round(milliseconds)} ms`);
}
