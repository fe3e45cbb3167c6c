import { expect, test } from "vitest";
import { notebookNames, readCells } from "./cells";

const prose = new Map(
  notebookNames.map((name) => {
    const cells = readCells(name).filter(({ cell_type }) => cell_type === "markdown");
    return [`${name}.ipynb`, cells.map(({ source }) => source).join("\n\n")];
  }),
);

/** As JupyterLab and the reports name a heading. */
const anchors = (text: string) =>
  Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title = ""]) => title.replaceAll(" ", "-"));

test.each([...prose])("%s links to notebooks and sections that are there", (name, text) => {
  const links = Array.from(text.matchAll(/\]\(([^)#\s]*\.ipynb)?(?:#([^)\s]+))?\)/g));
  const broken = links.filter(([, to = name, section]) => {
    const target = prose.get(to);
    return target === undefined || (section !== undefined && !anchors(target).includes(section));
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});
