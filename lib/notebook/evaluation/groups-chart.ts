import type { ComparedMetric, Evaluation } from "../../model/evaluate";
import { type EvaluatedGroup, evaluatedGroups } from "../../model/evaluated-groups";
import { type Chart, chart } from "../charts/chart";
import { axisColor, palette, textColor } from "../charts/chart-style";
import { intervalPanel } from "../charts/interval-panel";

/** What is said of a group. */
const [ALL, DIFFERS, UNKNOWN] = [
  "all faces",
  "differs from the other faces",
  "cannot be told from the other faces",
] as const;
const VERDICTS = { domain: [ALL, DIFFERS, UNKNOWN], range: [textColor, palette[1] ?? textColor, axisColor] };

/** How a metric is called, and what makes its unit of the one that is measured. */
const PANELS: readonly { metric: ComparedMetric; title: string; axis: string; factor: number; digits: number }[] = [
  { metric: "gender_accuracy", title: "gender accuracy", axis: "%", factor: 100, digits: 0 },
  {
    metric: "age_error_by_expected_value",
    title: "age error",
    axis: "mean absolute error (years)",
    factor: 1,
    digits: 1,
  },
  { metric: "age_bias", title: "older or younger?", axis: "predicted less actual age (years)", factor: 1, digits: 1 },
];

/**
 * An evaluation by age group, gender and ethnicity: gender accuracy, the age's error and its bias, each with its bootstrap 95 %
 * interval. Purple is where a group differs from the other faces by more than chance; the dashed line is all faces.
 *
 * @example
 * groupsChart(await evaluate(predictions, { seed: 1 }))
 */
export function groupsChart(evaluation: Evaluation): Chart {
  const groups = evaluatedGroups(evaluation);
  const labels = groups.map(labelOf);
  return chart({
    title: {
      text: "For whom is it wrong?",
      subtitle: "Each with its 95 % interval, and how many faces it is of; dashed: all faces",
    },
    hconcat: PANELS.map(({ metric, title, axis, factor, digits }, place) => {
      const rows = groups.map((group) => {
        const { value, interval } = group.evaluation[metric];
        const [low, high] = interval;
        return {
          label: labelOf(group),
          value: factor * value,
          low: factor * low,
          high: factor * high,
          verdict: verdictOn(group, metric),
          told: (factor * value).toFixed(digits).replace("-", "−"),
        };
      });
      const line = factor * evaluation.all[metric].value;
      const look = { title, axis, line, labels, verdicts: VERDICTS, step: 30, width: 210, isNamed: place === 0 };
      return intervalPanel(rows, look);
    }),
    spacing: 20,
  });
}

/** "20-29 years (64 faces)". */
function labelOf({ kind, name, evaluation }: EvaluatedGroup): string {
  const faces = new Intl.NumberFormat("en-US").format(evaluation.count);
  return kind === "age" ? `${name} years (${faces} faces)` : `${name} (${faces} faces)`;
}

function verdictOn({ kind, differsIn }: EvaluatedGroup, metric: ComparedMetric): string {
  if (kind === "all") return ALL;
  return differsIn.includes(metric) ? DIFFERS : UNKNOWN;
}
