import path from "node:path";
import { describe, expect, test } from "vitest";
import { type NotebookFile, notebookNames, readNotebook } from "../../../lib/notebook/reports/notebook-file";
import { checkShownNetworks } from "../../../lib/notebook/reports/shown-networks";

/** A notebook whose only cell has printed a line. */
function printed(text: string): NotebookFile {
  const outputs = [{ output_type: "stream", name: "stdout", text: [`${text}\n`] }];
  return { nbformat: 4, metadata: {}, cells: [{ cell_type: "code", source: "", metadata: {}, outputs }] };
}

const training = printed("saved network 0123456789abcdef in var/models/faces");

describe("a notebook is saved", () => {
  test.each([
    ["with the network of a notebook before it", "network 0123456789abcdef of var/models/faces"],
    ["with a network of its own", "saved network fedcba9876543210 in var/models/faces"],
    ["without a network", "Epoch 3 of 8"],
  ])("%s", (_, text) => {
    checkShownNetworks(printed(text), [training]);
  });
});

test("a notebook that shows another network than those before it is not saved", () => {
  const stale = printed("network 00000000ffffffff of var/models/faces");
  expect(() => checkShownNetworks(stale, [training])).toThrow("network 00000000ffffffff");
});

test("the notebooks, as they are saved, show networks of each other", () => {
  const names = notebookNames("notebooks");
  const notebooks = names.map((name) => readNotebook(path.join("notebooks", `${name}.ipynb`)));
  for (const [index, notebook] of notebooks.entries()) checkShownNetworks(notebook, notebooks.slice(0, index));
  expect(JSON.stringify(notebooks[names.indexOf("05-predictions")])).toMatch(/network [0-9a-f]{16} of/);
});
