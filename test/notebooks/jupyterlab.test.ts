import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const chromiumPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
const folder = path.join("var", `browser-test-${process.pid}`);

// Without Chromium (Debian: apt-get install chromium) these tests are skipped, and reported as skipped.
describe.skipIf(chromiumPath === undefined)("JupyterLab in Chromium", () => {
  let jupyterLab: ChildProcess;
  let browser: Browser;
  let address: URL;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "04-train.ipynb"), trainingOfOneEpoch());
    jupyterLab = spawn("npm", ["start", "--", "--no-browser", "--port", "0"], { detached: true, stdio: "pipe" });
    address = await addressOf(jupyterLab);
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ],
    });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    if (jupyterLab?.pid) process.kill(-jupyterLab.pid, "SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  });

  test("runs all cells of a training, with its live chart, a Vega-Lite chart at the end, and no error", async () => {
    const page = await openNotebook(browser, address, path.join(folder, "04-train.ipynb"));
    await page.getByRole("menuitem", { name: "Run", exact: true }).click();
    await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();

    // Attached, not visible: JupyterLab hides cells that it takes to be scrolled away.
    const live = page
      .locator('.jp-OutputArea-output[data-mime-type="text/html"]', { has: page.locator("svg") })
      .filter({ hasText: "Training: step" });
    await live.waitFor({ state: "attached", timeout: 120_000 });
    const drawnChart = page.locator(".vega-embed canvas, .vega-embed svg.marks");
    await drawnChart.first().waitFor({ state: "attached", timeout: 180_000 });
    await live.waitFor({ state: "detached" });
    await page.getByText("saved in var/models").waitFor({ state: "attached", timeout: 120_000 });
    expect(await page.locator('[data-mime-type="application/vnd.jupyter.error"]').count()).toBe(0);
    expect(await page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').allTextContents()).toEqual([]);
  }, 400_000);
});

/** Notebook 4 with one epoch, so that the test is short, and without the outputs that it is committed with. */
function trainingOfOneEpoch(): string {
  const notebook: { cells: { cell_type: string; source: string[]; outputs?: unknown[] }[] } = JSON.parse(
    readFileSync("notebooks/04-train.ipynb", "utf8"),
  );
  for (const cell of notebook.cells) if (cell.cell_type === "code") cell.outputs = [];
  const text = JSON.stringify(notebook);
  const shorter = text.replace(/const epochs = \d+;/, "const epochs = 1;");
  expect(shorter).not.toBe(text);
  return shorter;
}

/** The address with its token, from what `npm start` prints. */
function addressOf(program: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const onText = (text: Buffer) => {
      printed += text.toString();
      const [found] = /http:\/\/(127\.0\.0\.1|localhost):\d+\/lab\S*\?token=\w+/.exec(printed) ?? [];
      if (found) resolve(new URL(found));
    };
    program.stdout?.on("data", onText);
    program.stderr?.on("data", onText);
    program.once("exit", () => reject(new Error(`npm start ended: ${printed}`)));
  });
}

async function openNotebook(browser: Browser, address: URL, notebook: string): Promise<Page> {
  // Tall enough for the whole notebook: JupyterLab takes cells that are scrolled away out of the page.
  const page = await browser.newPage({ viewport: { width: 1280, height: 5000 } });
  await page.goto(`${address.origin}/lab/tree/${notebook}?token=${address.searchParams.get("token")}`);
  await page.getByText("TypeScript (tslab) | Idle").waitFor({ timeout: 60_000 });
  return page;
}
