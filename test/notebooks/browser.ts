import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../chromium";

/** A JupyterLab of its own, as `npm start` brings it, and a browser to open it in. */
export class JupyterLabInBrowser {
  readonly #program: ChildProcess;
  readonly #address: URL;
  readonly #browser: Browser;
  readonly #workspaces: string;

  private constructor(program: ChildProcess, address: URL, browser: Browser, workspaces: string) {
    this.#program = program;
    this.#address = address;
    this.#browser = browser;
    this.#workspaces = workspaces;
  }

  /** @param camera - a .y4m file that the browser takes for its camera, which pages may use */
  static async start({ camera }: { camera?: string } = {}): Promise<JupyterLabInBrowser> {
    // What is open is kept in a folder of its own: in the user's, another JupyterLab would have its notebooks opened here.
    const workspaces = mkdtempSync(path.join(tmpdir(), "workspaces-"));
    const env = { ...process.env, JUPYTERLAB_WORKSPACES_DIR: workspaces };
    const command = ["start", "--", "--no-browser", "--port", "0"];
    const program = spawn("npm", command, { detached: true, stdio: "pipe", env });
    const address = await addressOf(program);
    const browser = await launchChromium({ camera: camera && path.resolve(camera) });
    return new JupyterLabInBrowser(program, address, browser, workspaces);
  }

  /** @param notebook - its path in the project */
  async open(notebook: string): Promise<Page> {
    // Tall enough for the whole notebook: JupyterLab takes cells that are scrolled away out of the page.
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 9000 } });
    page.setDefaultTimeout(60_000); // other tests may keep the cores busy
    // In an empty workspace: JupyterLab would open again what was open in the one before.
    const token = this.#address.searchParams.get("token");
    await page.goto(`${this.#address.origin}/lab/workspaces/test/tree/${notebook}?reset&token=${token}`);
    await page.getByText("TypeScript (tslab) | Idle").waitFor({ timeout: 60_000 });
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    if (this.#program.pid) process.kill(-this.#program.pid, "SIGTERM");
    rmSync(this.#workspaces, { recursive: true, force: true });
  }
}

/** Chooses Run All Cells in the menu. */
export async function runAllCells(page: Page): Promise<void> {
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
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
