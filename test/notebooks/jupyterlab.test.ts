import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRun } from "../../lib/training/run/run-record";
import { chromiumPath } from "../chromium";
import { JupyterLabInBrowser, runAllCells } from "./browser";
import { readCells } from "./cells";
import { writeNotebook } from "./write-notebook";

const folder = path.join("var", `browser-test-${process.pid}`);
const name = `browser-${process.pid}`;
const [whole, slow, quick] = [`${name}-whole`, `${name}-slow`, `${name}-quick`];

// Without Chromium (Debian: apt-get install chromium) these tests are skipped, and reported as skipped.
describe.skipIf(chromiumPath === undefined)("JupyterLab in Chromium", () => {
  let jupyterLab: JupyterLabInBrowser;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    jupyterLab = await JupyterLabInBrowser.start();
  }, 120_000);

  afterAll(async () => {
    await jupyterLab?.stop();
    for (const run of [whole, slow, quick]) rmSync(path.join("var", "runs", run), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  test("runs all cells of a training, with its live chart, a Vega-Lite chart at the end, and no error", async () => {
    const training = codeCells("04-train", { epochs: 1, imageSize: 32, run: whole });
    const page = await jupyterLab.open(writeNotebook(path.join(folder, "04-train.ipynb"), training));
    await runAllCells(page);

    // Attached, not visible: JupyterLab hides cells that it takes to be scrolled away.
    const live = page
      .locator('.jp-OutputArea-output[data-mime-type="text/html"]', { has: page.locator("svg") })
      .filter({ hasText: "Training: step" });
    await live.waitFor({ state: "attached", timeout: 120_000 });
    const drawnChart = page.locator(".vega-embed canvas, .vega-embed svg.marks");
    await drawnChart.first().waitFor({ state: "attached", timeout: 180_000 });
    await live.waitFor({ state: "detached" });
    await page.getByText(/saved network [0-9a-f]+ in var.models/).waitFor({ state: "attached", timeout: 120_000 });
    expect(await page.locator(error).allTextContents()).toEqual([]);
    await page.close();
  }, 400_000);

  test("a training during which a slider is moved is stopped by the button, gone on with, and compared with another", async () => {
    // Notebook 4 as far as its training, for a minute or two, with cells before and after it.
    const ofNotebook = codeCells("04-train", { epochs: 40, imageSize: 32, run: slow });
    const [parameters = "", faces = ""] = ofNotebook;
    const training = ofNotebook.find((source) => source.includes("await train({")) ?? "";
    const slider = `import { integerSlider, label, row } from "./lib/notebook/widgets";
const [moved, told] = [integerSlider({ value: 0, min: 0, max: 1000 }), label("")];
moved.onChange((value) => { told.value = "told " + value; });
row([moved, told])`;
    const cells = [slider, parameters, faces, training, 'console.log(history.steps.numRows(), "steps were made");'];
    const page = await jupyterLab.open(writeNotebook(path.join(folder, "stopped.ipynb"), cells));
    await runAllCells(page);
    await page.getByText(/Training: step \d+/).waitFor({ state: "attached", timeout: 120_000 });

    // Two hundred changes a second for ten seconds: the last one arrives while the training goes on.
    await page.evaluate(`(async () => {
      for (let change = 1; change <= 2000; change++) {
        const key = change % 100 < 60 ? "ArrowRight" : "ArrowLeft";
        document.querySelector("[role=slider]").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        await new Promise((later) => setTimeout(later, 5));
      }
    })()`);
    const last = await page.locator(".widget-readout").textContent();
    expect(Number(last)).toBeGreaterThan(100);
    await page.getByText(new RegExp(`^told ${last}$`)).waitFor({ state: "attached" });
    await page.getByText(/Training: step \d+/).waitFor({ state: "attached" });

    await page.locator('jp-button[title="Interrupt the kernel"]:visible').first().click();
    await page.locator(error, { hasText: "Interrupted" }).waitFor({ state: "attached", timeout: 30_000 });
    const told = await page
      .getByText(/Stopped after step \d+ of/)
      .first()
      .textContent();
    const [step = 0, steps = 0] = Array.from(told?.matchAll(/step (\d+) of (\d+)/g) ?? []).flatMap(([, ...numbers]) =>
      numbers.map(Number),
    );
    expect(told).toContain(`To go on, train with run: "${slow}" and resume: true`);
    expect((await readRun(path.join("var", "runs", slow))).state).toBe("stopped");

    // The kernel and its variables live, and no step runs on.
    await page.locator(".jp-NotebookPanel:visible .jp-CodeCell").nth(4).locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await page.getByText(`${step} steps were made`).waitFor({ state: "attached", timeout: 30_000 });

    const epochs = Math.floor(step / (steps / 40)) + 1;
    const withParameters = async (parameters: Parameters<typeof codeCells>[1]) => {
      await page.locator(".jp-NotebookPanel:visible .jp-CodeCell").nth(1).locator(".cm-content").click();
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText(codeCells("04-train", { imageSize: 32, ...parameters })[0] ?? "");
      await runAllCells(page);
    };
    await withParameters({ epochs, run: slow, resume: true });
    await page.getByText(`this was ${slow}`).waitFor({ state: "attached", timeout: 120_000 });
    expect(await readRun(path.join("var", "runs", slow))).toMatchObject({ state: "finished", parameters: { epochs } });
    await withParameters({ epochs: 1, run: quick, learningRate: 1e-3 });
    await page.getByText(`this was ${quick}`).waitFor({ state: "attached", timeout: 120_000 });
    await page.close();

    const comparison = await jupyterLab.open(
      writeNotebook(path.join(folder, "06.ipynb"), codeCells("06-experiments", { epochs: 1 })),
    );
    await runAllCells(comparison);
    for (const run of [slow, quick]) {
      await comparison
        .locator("table td, table th", { hasText: run })
        .first()
        .waitFor({ state: "attached", timeout: 240_000 });
    }
    await comparison
      .locator(".vega-embed canvas, .vega-embed svg.marks")
      .first()
      .waitFor({ state: "attached", timeout: 60_000 });
    expect(await comparison.locator(error).allTextContents()).toEqual([]);
    await comparison.close();
  }, 600_000);
});

/** What JupyterLab shows of an error, and of text on stderr. */
const error = '[data-mime-type="application/vnd.jupyter.stderr"]';

/** The code cells of a notebook, with other values of its parameters. */
function codeCells(notebook: string, parameters: Record<string, number | string | boolean>): string[] {
  const cells = readCells(notebook).filter(({ cell_type }) => cell_type === "code");
  return cells.map(({ source, metadata }) => {
    if (!metadata.tags?.includes("parameters")) return source;
    return Object.entries(parameters).reduce((text, [name, value]) => {
      const changed = text.replace(new RegExp(`(const ${name}\\b[^=]*=).*;`), `$1 ${JSON.stringify(value)};`);
      expect(changed, name).toContain(`${JSON.stringify(value)};`);
      return changed;
    }, source);
  });
}
