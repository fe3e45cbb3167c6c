/** What JupyterLab is told through files in `.venv`: the workbook's kernel, and to ask no outside server for news and updates. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * @param {import("./step.mjs").Place} place
 * @returns {import("./step.mjs").Step}
 */
export function jupyterFiles({ root }) {
  const files = Object.entries(contents(root));
  return {
    title: "Jupyter kernel",
    disk: { folder: join(root, ".venv"), bytes: 0 },
    isDone: () => files.every(([file, content]) => existsSync(file) && readFileSync(file, "utf8") === content),
    async run() {
      for (const [file, content] of files) {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.partial`, content);
        renameSync(`${file}.partial`, file);
      }
    },
  };
}

/**
 * @param {string} root
 * @returns {Record<string, string>} by file; they differ when the clone was moved or another Node runs it
 */
function contents(root) {
  const kernelspec = {
    argv: [process.execPath, join(root, "lib/kernel/kernel.mjs"), "{connection_file}"],
    display_name: "TypeScript (tslab)",
    language: "typescript",
    interrupt_mode: "signal",
  };
  const settings = { "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false } };
  return {
    [join(root, ".venv/share/jupyter/kernels/tslab/kernel.json")]: `${JSON.stringify(kernelspec, null, 2)}\n`,
    [join(root, ".venv/share/jupyter/lab/settings/overrides.json")]: `${JSON.stringify(settings, null, 2)}\n`,
  };
}
