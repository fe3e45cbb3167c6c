import path from "node:path";
import { replaceFile } from "../../files/replace-file";
import { notebookNames, readNotebook } from "./notebook-file";
import { checkShownNetworks } from "./shown-networks";

const largest = 1_000_000; // bytes

/**
 * Writes the outputs of a notebook's executed copy back into the notebook, and nothing else of what papermill added: no
 * times, no names of files. The kernel's name goes with them; of widgets, what they are shown as without a page.
 *
 * @throws Error where the notebook would exceed 1 MB, or shows another network than those of the notebooks before it, as they
 *   are saved; it then stays as it was
 */
export async function saveOutputs(executedCopy: string, file: string): Promise<void> {
  const notebook = readNotebook(file);
  const executed = readNotebook(executedCopy);
  if (executed.cells.length !== notebook.cells.length) throw new Error(`${executedCopy} has other cells than ${file}.`);
  const folder = path.dirname(file);
  const earlier = notebookNames(folder).filter((name) => name < path.basename(file, ".ipynb"));
  checkShownNetworks(
    executed,
    earlier.map((name) => readNotebook(path.join(folder, `${name}.ipynb`))),
  );
  const cells = notebook.cells.map((cell, index) => {
    const { outputs, execution_count } = executed.cells[index] ?? {};
    return cell.cell_type === "code" ? { ...cell, execution_count, outputs: outputs?.map(withoutView) } : cell;
  });
  const { widgets: _, ...kept } = notebook.metadata; // of a page that has saved it before
  const metadata = {
    ...kept,
    kernelspec: { display_name: "TypeScript (tslab)", language: "typescript", name: "tslab" },
    language_info: executed.metadata.language_info,
  };
  const text = `${JSON.stringify({ ...notebook, cells, metadata }, null, 1)}\n`; // indented as JupyterLab does
  const size = Buffer.byteLength(text);
  if (size > largest) {
    throw new Error(
      `${file} would have ${(size / 1e6).toFixed(1)} MB with its outputs, 1 MB is the most: show less in it.`,
    );
  }
  await replaceFile(file, text);
}

/** An output without the view of a widget, whose kernel is gone: pages would show that nothing is there, and not the picture beside it. */
function withoutView(output: unknown): unknown {
  if (typeof output !== "object" || output === null || !("data" in output)) return output;
  const { "application/vnd.jupyter.widget-view+json": _, ...data } = Object(output.data);
  return { ...output, data };
}
