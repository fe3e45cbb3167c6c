import type { VariantDifference } from "../../training/experiment/variant-differences";
import { type Chart, chart } from "../charts/chart";
import { axisColor, palette, panelTitle, ruleColor } from "../charts/chart-style";
import { ageError, genderAccuracy, type RunMetric } from "../runs/run-metrics";

/** What an interval says. */
const [BETTER, WORSE, UNKNOWN] = ["better", "worse", "cannot be told"] as const;
const VERDICTS = { domain: [BETTER, WORSE, UNKNOWN], range: [...palette.slice(0, 1), ruleColor, axisColor] };

/** How a difference is called, and what makes its unit of the one that is measured. */
const PANELS: readonly { metric: RunMetric; title: string; axis: string; factor: number }[] = [
  { metric: ageError, title: "age error", axis: "years more than", factor: 1 },
  { metric: genderAccuracy, title: "gender accuracy", axis: "points more than", factor: 100 },
];

/**
 * The differences between variants and the one that they are compared with, each with its 95 % interval: one that touches the line
 * at zero says that these faces and seeds cannot tell which is better.
 *
 * @param differences - as `variantDifferences` returns them
 * @throws when there are none
 * @example
 * differencesChart(await variantDifferences(tuned, { baseline: "as the reference", faces: store.val }))
 */
export function differencesChart(differences: readonly VariantDifference[]): Chart {
  const [first] = differences;
  if (first === undefined) throw new Error("There is no difference to draw: no two variants learned the same.");
  const { baseline, seeds, faces } = first;
  const variants = [...new Set(differences.map(({ variant }) => variant))];
  const panels = PANELS.flatMap(({ metric, title, axis, factor }) => {
    const points = differences
      .filter((row) => row.metric === metric.column)
      .map((row) => ({
        variant: row.variant,
        difference: factor * row.difference,
        low: factor * row.low,
        high: factor * row.high,
        verdict: verdictOn(row, metric),
        told: intervalText(row, factor),
      }));
    return points.length > 0 ? [panel(points, title, `${axis} "${baseline}"`, variants)] : [];
  });
  return chart({
    title: {
      text: `Compared with "${baseline}"`,
      subtitle: `${faces} faces, ${seeds} seeds each: the mean paired difference and its 95 % interval`,
    },
    hconcat: panels,
    spacing: 28,
  });
}

/** What is drawn of a difference, in the panel's unit. */
interface Point extends Pick<VariantDifference, "variant" | "difference" | "low" | "high"> {
  verdict: string;
  told: string;
}

function verdictOn({ low, high }: VariantDifference, { better }: RunMetric): string {
  if (low <= 0 && high >= 0) return UNKNOWN;
  return high < 0 === (better === "lower") ? BETTER : WORSE;
}

/** "-0.52 (-0.73 to -0.31)". */
function intervalText({ difference, low, high }: VariantDifference, factor: number): string {
  const [middle, from, to] = [difference, low, high].map((value) => {
    const text = (factor * value).toFixed(2);
    return value > 0 ? `+${text}` : text.replace("-", "−");
  });
  return `${middle} (${from} to ${to})`;
}

function panel(points: Point[], title: string, axis: string, variants: string[]) {
  const y = {
    field: "variant",
    type: "nominal" as const,
    sort: variants,
    axis: { title: null, labelLimit: 260, grid: false },
  };
  const difference = { field: "difference", type: "quantitative" as const };
  const color = {
    field: "verdict",
    type: "nominal" as const,
    title: null,
    scale: VERDICTS,
    legend: { orient: "bottom" as const },
  };
  return {
    title: panelTitle(title),
    width: 250,
    height: { step: 44 },
    data: { values: points },
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: "rule" as const, strokeDash: [4, 3] },
        encoding: { x: { field: "zero", type: "quantitative" as const } },
      },
      {
        mark: { type: "rule" as const, strokeWidth: 3 },
        encoding: {
          x: { field: "low", type: "quantitative" as const, axis: { title: axis, tickCount: 5, grid: true } },
          x2: { field: "high" },
          y,
          color,
        },
      },
      {
        mark: { type: "point" as const, filled: true, size: 90, opacity: 1 },
        encoding: { x: difference, y, color },
      },
      {
        mark: { type: "text" as const, dy: -13, fontSize: 10 },
        encoding: { x: difference, y, text: { field: "told" } },
      },
    ],
  };
}
