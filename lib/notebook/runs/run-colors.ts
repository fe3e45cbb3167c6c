import type { ColumnTable } from "arquero";
import { colorScale } from "../charts/chart-style";

/**
 * The color of each run, the same in every chart of these runs, with a legend that has room for their names.
 *
 * @param runs - a table with the column `run`; beyond twenty runs colors come again
 */
export function runColor(runs: ColumnTable) {
  const names: string[] = Array.from(runs.array("run"));
  return {
    field: "run",
    type: "nominal" as const,
    title: null,
    scale: colorScale(names),
    legend: { orient: "bottom" as const, columns: 2, labelLimit: 400 },
  };
}
