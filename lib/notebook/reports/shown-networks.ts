import type { NotebookFile } from "./notebook-file";

/**
 * Refuses a notebook whose outputs show a network that has not been saved in the outputs of a notebook before it, nor in its
 * own: `network` and the network's digest are looked for in what cells print, `saved network` tells that one was saved.
 *
 * @param notebook - the notebook as it was executed
 * @param earlier - those before it, as they are saved
 * @throws Error naming the network
 */
export function checkShownNetworks(notebook: NotebookFile, earlier: readonly NotebookFile[]): void {
  const known = new Set([...earlier, notebook].flatMap((each) => named(each, /\bsaved network ([0-9a-f]{16})\b/g)));
  const unknown = named(notebook, /\bnetwork ([0-9a-f]{16})\b/g).find((digest) => !known.has(digest));
  if (unknown === undefined) return;
  throw new Error(`It shows network ${unknown}, which no saved notebook before it has made: save that one first.`);
}

function named({ cells }: NotebookFile, pattern: RegExp): string[] {
  const outputs = JSON.stringify(cells.map((cell) => cell.outputs));
  return Array.from(outputs.matchAll(pattern), ([, digest = ""]) => digest);
}
