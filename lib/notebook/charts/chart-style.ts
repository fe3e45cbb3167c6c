import type { Config } from "vega-lite";

/** Colors of the two genders, far apart in hue and lightness for every kind of color vision. */
export const genderColors = { female: "#e8743b", male: "#2f6690" };

/**
 * The scale for a color or a column of genders, so that each has the same color in every chart.
 *
 * @example
 * color: { field: "gender", scale: genderScale }
 */
export const genderScale = { domain: Object.keys(genderColors), range: Object.values(genderColors) };

/** Colors of whatever is not a gender, in the order in which a chart takes them. None is red. */
export const palette = ["#3f7f74", "#8a5a9e", "#c2923a", "#5b7db1", "#7d5a44", "#7a7a7a"];

/** What is wrong, or worse; nothing else is red. */
export const wrongColor = "#c62828";

/** The scale that gives each of some names a color of its own; beyond twenty names colors come again. */
export function colorScale(names: string[]) {
  const range = names.length <= palette.length ? { range: palette } : { scheme: "tableau20" };
  return { domain: names, ...range };
}

/** The title of one of several panels, above its axes. */
export function panelTitle(text: string) {
  return { text, fontSize: 12, offset: 8, frame: "group" as const };
}

export const textColor = "#222b33";
/** Where a mean, a threshold or an ideal is drawn, and what is true. */
export const ruleColor = textColor;

/** Of a face's age: what the network says, in the color of its age head, and what is true. */
export const ageColors = { "expected value": "#3f7f74", "actual age": ruleColor };

/** The scale for a color of these two. */
export const ageScale = { domain: Object.keys(ageColors), range: Object.values(ageColors) };

export const mutedTextColor = "#5c6770";
export const gridColor = "#e4e8eb";
export const axisColor = "#9aa4ac";
export const fontFamily = "Open Sans, Segoe UI, Helvetica, Arial, sans-serif";

/** The one style of all charts. The background is white in a dark theme as well, so that no color loses its contrast. */
export const chartStyle: Config = {
  background: "white",
  padding: 12,
  font: fontFamily,
  aria: false,
  view: { continuousWidth: 460, continuousHeight: 260, discreteHeight: { step: 24 }, stroke: null },
  title: {
    fontSize: 15,
    fontWeight: 600,
    color: textColor,
    anchor: "start",
    offset: 14,
    subtitleFontSize: 12,
    subtitleColor: mutedTextColor,
    subtitlePadding: 5,
  },
  axis: {
    labelFontSize: 11,
    labelColor: mutedTextColor,
    labelFlush: false,
    titleFontSize: 12,
    titleFontWeight: 600,
    titleColor: textColor,
    titlePadding: 10,
    gridColor,
    domainColor: axisColor,
    tickColor: axisColor,
  },
  axisX: { grid: false },
  axisXQuantitative: { tickCount: 8 },
  axisXDiscrete: { labelAngle: 0 },
  axisY: { domain: false, ticks: false, labelPadding: 6 },
  legend: {
    labelFontSize: 12,
    labelColor: textColor,
    titleFontSize: 12,
    titleFontWeight: 600,
    titleColor: textColor,
    symbolType: "circle",
    symbolSize: 90,
  },
  header: { labelFontSize: 12, labelFontWeight: 600, labelColor: textColor, titleFontSize: 12, titleColor: textColor },
  range: { category: palette },
  bar: { color: palette[0] },
  line: { color: palette[0], strokeWidth: 2 },
  point: { color: palette[0], filled: true, size: 30, opacity: 0.6 },
  boxplot: { rule: { color: axisColor, strokeWidth: 1 } },
  rule: { color: ruleColor, strokeWidth: 1.5 },
  text: { color: textColor, fontSize: 11 },
};
