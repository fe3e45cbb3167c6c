import { columnsText } from "../../display/formatted-columns";
import type { Estimate } from "../../model/bootstrap";
import type { Evaluation, GroupEvaluation } from "../../model/evaluate";

/** A column of metrics: its title of two lines, and how its cells are written. */
interface Column {
  title: [string, string];
  cell: (group: GroupEvaluation) => string;
}

/**
 * An evaluation as text: two tables below each other, so that neither is wider than a terminal, each with a row for all
 * faces, for each age group and for each gender.
 */
export function evaluationTable({ all, byAge, byGender }: Evaluation): string {
  const groups: [string, GroupEvaluation][] = [["all", all], ...Object.entries(byAge), ...Object.entries(byGender)];
  const counts: Column = { title: ["", "faces"], cell: ({ count }) => count.toLocaleString("en-US") };
  const years: Column[] = [
    { title: ["gender", "accuracy"], cell: (group) => withInterval(group.gender_accuracy, 3) },
    { title: ["age MAE (years)", "by class"], cell: (group) => withInterval(group.age_error_by_class, 2) },
    {
      title: ["age MAE (years)", "by expected value"],
      cell: (group) => withInterval(group.age_error_by_expected_value, 2),
    },
  ];
  const shares: Column[] = [
    { title: ["age", "accuracy"], cell: (group) => withInterval(group.age_accuracy, 3) },
    { title: ["age within", "5 years"], cell: (group) => withInterval(group.age_within_5, 3) },
    { title: ["age within", "10 years"], cell: (group) => withInterval(group.age_within_10, 3) },
  ];
  return [years, shares].map((columns) => aligned(groups, [counts, ...columns])).join("\n\n");
}

/** "0.912 [0.897, 0.926]" */
function withInterval({ value, interval: [low, high] }: Estimate, digits: number): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

function aligned(groups: [string, GroupEvaluation][], columns: Column[]): string {
  return columnsText([
    { name: "", align: "left", cells: ["", ...groups.map(([name]) => name)] },
    ...columns.map(({ title: [first, second], cell }) => ({
      name: first,
      align: "right" as const,
      cells: [second, ...groups.map(([, group]) => cell(group))],
    })),
  ]);
}
