import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRun } from "../../lib/training/run/run-record";
import { chromiumPath, JupyterLabInBrowser, runAllCells } from "./browser";
import { readCells } from "./cells";

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
    const page = await jupyterLab.open(writeNotebook("04-train.ipynb", training));
    await runAllCells(page);

    // Attached, not visible: JupyterLab hides cells that it takes to be scrolled away.
    const live = page
      .locator('.jp-OutputArea-output[data-mime-type="text/html"]', { has: page.locator("svg") })
      .filter({ hasText: "Training: step" });
    await live.waitFor({ state: "attached", timeout: 120_000 });
    const drawnChart = page.locator(".vega-embed canvas, .vega-embed svg.marks");
    await drawnChart.first().waitFor({ state: "attached", timeout: 180_000 });
    await live.waitFor({ state: "detached" });
    await page.getByText("saved in var/models").waitFor({ state: "attached", timeout: 120_000 });
    expect(await page.locator(error).allTextContents()).toEqual([]);
    await page.close();
  }, 400_000);

  test("a training is stopped by the button, gone on with, and compared with one of another learning rate", async () => {
    // Notebook 4 as far as its training, for a minute or two, and a cell that runs whatever becomes of it.
    const [parameters = "", faces = "", , training = ""] = codeCells("04-train", {
      epochs: 40,
      imageSize: 32,
      run: slow,
    });
    const cells = [parameters, faces, training, 'console.log(history.steps.numRows(), "steps were made");'];
    const page = await jupyterLab.open(writeNotebook("stopped.ipynb", cells));
    await runAllCells(page);
    await page.getByText(/Training: step \d+/).waitFor({ state: "attached", timeout: 120_000 });
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
    await page.locator(".jp-NotebookPanel:visible .jp-CodeCell").nth(3).locator(".cm-content").click();
    await page.keyboard.press("Control+Enter");
    await page.getByText(`${step} steps were made`).waitFor({ state: "attached", timeout: 30_000 });

    const epochs = Math.floor(step / (steps / 40)) + 1;
    const withParameters = async (parameters: Parameters<typeof codeCells>[1]) => {
      await page.locator(".jp-NotebookPanel:visible .jp-CodeCell").nth(0).locator(".cm-content").click();
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

    const comparison = await jupyterLab.open(writeNotebook("06.ipynb", codeCells("06-experiments", { epochs: 1 })));
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

/** Writes a notebook of these cells, and says where. */
function writeNotebook(name: string, cells: string[]): string {
  const kernelspec = { name: "tslab", display_name: "TypeScript (tslab)", language: "typescript" };
  const code = cells.map((source, index) => {
    return { cell_type: "code", id: `cell-${index}`, execution_count: null, metadata: {}, outputs: [], source };
  });
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: code }));
  return file;
}
