import type { ColumnTable } from "arquero";
import { columnsBundle, type FormattedColumn } from "../../display/formatted-columns";
import { PageWidget, type PageWidgetOptions } from "../widgets/page-widget";
import { runColumns } from "./runs-table";

/** What the page shows, and which rows are chosen, from 0. */
type RunChoiceState = {
  names: readonly string[];
  columns: readonly FormattedColumn[];
  notes: readonly string[];
  chosen: readonly number[];
};

/** A table of runs of which some are chosen, see {@link runChoice}. */
export class RunChoice extends PageWidget<RunChoiceState, readonly string[]> {
  /** All runs in the table's order. */
  readonly names: readonly string[];

  constructor(options: PageWidgetOptions<RunChoiceState>) {
    const { names } = options.state; // a page may send others
    super(options, ({ chosen }) => names.filter((_, row) => chosen.includes(row)));
    this.names = names;
  }
}

/**
 * The table of `runsTable`, with a number for each run and a box to choose it by: a control, whose value are the names of the chosen
 * runs.
 *
 * @param runs - as `readRuns` returns them
 * @param chosen - the names of those that are chosen at first; others are passed over
 * @param baseline - see `runsTable`
 * @example
 * const choice = runChoice(runs, [baseline, best], baseline);
 * interact({ choice }, ({ choice }) => `${choice.length} runs are chosen`);
 */
export function runChoice(runs: ColumnTable, chosen: readonly string[], baseline?: string): RunChoice {
  const { names, columns, notes } = runColumns(runs, baseline);
  const rows = names.flatMap((name, row) => (chosen.includes(name) ? [row] : []));
  return new RunChoice({
    module: "./lib/notebook/widgets/pages/row-choice.mjs",
    state: { names, columns, notes, chosen: rows },
    picture: ({ chosen }) => {
      const cells = names.map((_, row) => `${chosen.includes(row) ? "☑" : "☐"} ${row + 1}`);
      return columnsBundle([{ name: "#", align: "left", cells }, ...columns], notes);
    },
  });
}
