import { sum } from "d3-array";
import { type Verdict, verdictOn } from "../../model/paired-mean";
import type { VariantDifference } from "../../training/experiment/variant-differences";
import { type Chart, chart } from "../charts/chart";
import { axisColor, palette, wrongColor } from "../charts/chart-style";
import { intervalPanel } from "../charts/interval-panel";
import { intervalText } from "../evaluation/paired-difference";
import { ageError, genderAccuracy, type RunMetric } from "../runs/run-metrics";

/** What an interval says. */
const told: Verdict[] = ["better", "worse", "cannot be told"];
const VERDICTS = { domain: told, range: [...palette.slice(0, 1), wrongColor, axisColor] };

/** How a difference is called, and what makes its unit of the one that is measured. */
const PANELS: readonly { metric: RunMetric; title: string; axis: string; factor: number }[] = [
  { metric: ageError, title: "age error", axis: "years more than", factor: 1 },
  { metric: genderAccuracy, title: "gender accuracy", axis: "points more than", factor: 100 },
];

/**
 * The differences between variants and the one that they are compared with, each with its 95 % interval: one that touches the line
 * at zero says that these faces and seeds cannot tell which is better. Those of groups of faces have a row each.
 *
 * @param differences - as `variantDifferences` returns them
 * @throws when there are none
 * @example
 * differencesChart(await variantDifferences(tuned, { baseline: "as the reference", faces: store.val }))
 */
export function differencesChart(differences: readonly VariantDifference[]): Chart {
  const [first] = differences;
  if (first === undefined) throw new Error("There is no difference to draw: no two variants learned the same.");
  const { baseline, seeds } = first;
  const variants = new Set(differences.map(({ variant }) => variant));
  const groups = new Map(differences.map(({ group, faces }) => [group, faces]));
  const labelOf = ({ variant, group, faces }: VariantDifference) => {
    const ofGroup = groups.size > 1 ? [`${group} (${count(faces)} faces)`] : [];
    return [...(variants.size > 1 || groups.size === 1 ? [variant] : []), ...ofGroup].join(", ");
  };
  const labels = [...new Set(differences.map(labelOf))];
  const panels = PANELS.flatMap(({ metric, title, axis, factor }) => {
    const rows = differences
      .filter((row) => row.metric === metric.column)
      .map((row) => ({
        label: labelOf(row),
        value: factor * row.difference,
        low: factor * row.low,
        high: factor * row.high,
        verdict: verdictOn(row, metric.better),
        told: intervalText(row, factor),
      }));
    const look = { title, axis: `${axis} "${baseline}"`, line: 0, labels, verdicts: VERDICTS, step: 44 };
    return rows.length > 0 ? [intervalPanel(rows, look)] : [];
  });
  const compared = `ompared with "${baseline}"`;
  return chart({
    title: {
      text: groups.size > 1 && variants.size === 1 ? `${first.variant} c${compared}` : `C${compared}`,
      subtitle: `${count(sum(groups.values()))} faces, ${seeds} seeds each: the mean paired difference and its 95 % interval`,
    },
    hconcat: panels,
    spacing: 28,
  });
}

const count = new Intl.NumberFormat("en-US").format;
