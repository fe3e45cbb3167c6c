import type { ColumnTable } from "arquero";
import { colorScale } from "../charts/chart-style";

/**
 * The color of each run, the same in every chart of these runs, with a legend that has room for their names.
 *
 * @param runs - a table with the column `run`; those that are drawn
 * @param all - those among which each has its color, where not all are drawn; beyond twenty, colors come again
 */
export function runColor(runs: ColumnTable, all = runs) {
  const values: string[] = Array.from(runs.array("run"));
  const columns = values.every((name) => name.length <= 40) ? 2 : 1; // beside each other, longer names collide
  return {
    field: "run",
    type: "nominal" as const,
    title: null,
    scale: colorScale(Array.from(all.array("run"))),
    legend: { values, orient: "bottom" as const, columns, labelLimit: 700 },
  };
}
