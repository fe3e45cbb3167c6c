import { HEADS, type Head } from "../../model/explanation/explainer";
import { REMOVAL_SHARES, REMOVALS, type RemovalCurve } from "../../model/explanation/removal-curves";
import { type Chart, chart } from "./chart";
import { colorScale, panelTitle } from "./chart-style";

/** How a head's answers move, in the unit that is drawn. */
const UNITS: Readonly<Record<Head, { axis: string; factor: number }>> = {
  age: { axis: "years from the answer", factor: 1 },
  gender: { axis: "points from the answer", factor: 100 },
};
const TITLES = { deletion: "removed, highest first", insertion: "put back, highest first" };

/**
 * How far the answers move while the faces' pixels are removed, or put back, in the order of each map: a panel for each head and way.
 *
 * @param curves - as `removalCurves` returns them
 * @example
 * removalChart(curves)
 */
export function removalChart(curves: readonly RemovalCurve[]): Chart {
  const maps = [...new Set(curves.map(({ map }) => map))];
  const faces = curves[0]?.areas.length ?? 0;
  const panel = (head: Head, removal: RemovalCurve["removal"]) => ({
    title: panelTitle(`${head}: ${TITLES[removal]}`),
    width: 270,
    height: 170,
    data: {
      values: curves
        .filter((curve) => curve.head === head && curve.removal === removal)
        .flatMap(({ map, moved }) =>
          moved.map((far, place) => ({ map, share: REMOVAL_SHARES[place], moved: far * UNITS[head].factor })),
        ),
    },
    mark: { type: "line" as const, strokeWidth: 2.5 },
    encoding: {
      x: {
        field: "share",
        type: "quantitative" as const,
        axis: { title: `share ${removal === "deletion" ? "removed" : "put back"}`, format: "%", tickCount: 5 },
      },
      y: { field: "moved", type: "quantitative" as const, title: UNITS[head].axis },
      color: {
        field: "map",
        type: "nominal" as const,
        title: null,
        scale: colorScale(maps),
        sort: maps,
        legend: { orient: "bottom" as const, symbolType: "stroke" },
      },
    },
  });
  return chart({
    title: {
      text: "How far an answer moves as a face goes, and comes back",
      subtitle: `Pixels in the order of each map; the mean of ${faces} faces`,
    },
    vconcat: HEADS.map((head) => ({ hconcat: REMOVALS.map((removal) => panel(head, removal)), spacing: 28 })),
    spacing: 22,
  });
}
