import path from "node:path";
import { asDisplayable, type Displayable } from "../../display/display";
import { columnsBundle } from "../../display/formatted-columns";
import { describeDuration } from "../progress/duration";
import { notebookNames, readNotebook } from "../reports/notebook-file";

/** Words a minute of prose that one thinks about. Whoever reads English for pleasure makes 238 (Brysbaert, 2019). */
const pace = 200;
const minutesPerCell = 1; // of code, with what it shows

/**
 * How long notebooks take to read: their words of prose at 200 a minute, and a minute for each cell of code and what it shows.
 *
 * @param folder - where they are, relative to the project's root
 * @example
 * readingTimes()
 */
export function readingTimes(folder = "notebooks"): Displayable {
  const rows = notebookNames(folder).map((name) => {
    const { cells } = readNotebook(path.join(folder, `${name}.ipynb`));
    const prose = cells
      .filter(({ cell_type }) => cell_type === "markdown")
      .map(({ source }) => [source].flat().join(""));
    const words = prose.flatMap((text) => text.match(/[\p{L}\p{N}]\S*/gu) ?? []).length;
    const code = cells.filter(({ cell_type }) => cell_type === "code").length;
    return { name, words, code, minutes: Math.round(words / pace + minutesPerCell * code) };
  });
  const column = (title: string, values: readonly number[]) => ({
    name: title,
    align: "right" as const,
    cells: values.map((value) => value.toLocaleString("en-US")),
  });
  const all = rows.reduce((sum, { minutes }) => sum + minutes, 0);
  return asDisplayable(
    columnsBundle(
      [
        { name: "notebook", align: "left", cells: rows.map(({ name }) => name) },
        column(
          "words",
          rows.map(({ words }) => words),
        ),
        column(
          "cells of code",
          rows.map(({ code }) => code),
        ),
        column(
          "minutes to read",
          rows.map(({ minutes }) => minutes),
        ),
      ],
      [`All of it: ${describeDuration(60 * all)}.`],
    ),
  );
}
