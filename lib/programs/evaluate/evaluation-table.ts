import { columnsText } from "../../display/formatted-columns";
import type { Estimate } from "../../model/bootstrap";
import { COMPARED_METRICS, type Evaluation, type GroupEvaluation } from "../../model/evaluate";
import { type EvaluatedGroup, evaluatedGroups } from "../../model/evaluated-groups";

/** A column of metrics: its title of two lines, and how its cells are written. */
interface Column {
  title: [string, string];
  cell: (group: EvaluatedGroup) => string;
}

/**
 * An evaluation as text: tables below each other, so that none is wider than a terminal, each with a row for all
 * faces, for each age group, gender and ethnicity; one of them is about the ages' intervals, where there are some.
 */
export function evaluationTable(evaluation: Evaluation): string {
  const groups = evaluatedGroups(evaluation);
  const counts: Column = { title: ["", "faces"], cell: ({ evaluation }) => evaluation.count.toLocaleString("en-US") };
  const estimate = (
    title: Column["title"],
    metric: Exclude<keyof GroupEvaluation, "count">,
    digits: number,
  ): Column => ({
    title,
    cell: ({ evaluation: { [metric]: estimate } }) => (estimate ? withInterval(estimate, digits) : ""),
  });
  const years = [
    estimate(["gender", "accuracy"], "gender_accuracy", 3),
    estimate(["age MAE (years)", "by class"], "age_error_by_class", 2),
    estimate(["age MAE (years)", "by expected value"], "age_error_by_expected_value", 2),
  ];
  const shares = [
    estimate(["age", "accuracy"], "age_accuracy", 3),
    estimate(["age within", "5 years"], "age_within_5", 3),
    estimate(["age within", "10 years"], "age_within_10", 3),
  ];
  const biases: Column[] = [
    estimate(["age bias (years)", "by expected value"], "age_bias", 2),
    {
      title: ["differs from the", "other faces in"],
      cell: ({ kind, differsIn }) =>
        kind === "all" ? "" : differsIn.map((metric) => COMPARED_METRICS[metric]).join(", ") || "nothing",
    },
  ];
  const intervals = [
    estimate(["age in its", "interval"], "age_in_interval", 3),
    estimate(["interval's width", "(years)"], "age_interval_width", 1),
  ];
  return [years, shares, ...(evaluation.all.age_in_interval ? [intervals] : []), biases]
    .map((columns) => aligned(groups, [counts, ...columns]))
    .join("\n\n");
}

/** "0.912 [0.897, 0.926]" */
function withInterval({ value, interval: [low, high] }: Estimate, digits: number): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

function aligned(groups: readonly EvaluatedGroup[], columns: Column[]): string {
  return columnsText([
    { name: "", align: "left", cells: ["", ...groups.map(({ name }) => name)] },
    ...columns.map(({ title: [first, second], cell }) => ({
      name: first,
      align: "right" as const,
      cells: [second, ...groups.map(cell)],
    })),
  ]);
}
