import { fontFamily, genderColors, gridColor, mutedTextColor, textColor } from "../charts/chart-style";

/** Faces by two ages in years, 0 to 100. */
export interface AgeScatter {
  actual: readonly number[];
  predicted: readonly number[];
  /** 1 male, 0 female. */
  genders: ArrayLike<number>;
}

/** How large the drawing is, and where in it the plot of 100 by 100 years is, in pixels. */
export const scatterSize = { width: 620, height: 380 };
export const scatterPlot = { left: 52, top: 30, width: 556, height: 300 };

/**
 * Faces as dots, by their actual age to the right and their predicted age up, as SVG in the style of the charts.
 */
export function drawScatter({ actual, predicted, genders }: AgeScatter): string {
  const { left, top, width, height } = scatterPlot;
  const [right, bottom] = [left + width, top + height];
  const x = (age: number) => Math.round(10 * (left + (width * age) / 100)) / 10;
  const y = (age: number) => Math.round(10 * (bottom - (height * age) / 100)) / 10;
  const muted = `fill="${mutedTextColor}" font-size="11"`;
  const ticks = [0, 20, 40, 60, 80, 100].flatMap((age) => [
    `<path stroke="${gridColor}" d="M${left} ${y(age)}H${right}"/>`,
    `<text x="${left - 8}" y="${y(age) + 4}" text-anchor="end" ${muted}>${age}</text>`,
    `<text x="${x(age)}" y="${bottom + 16}" text-anchor="middle" ${muted}>${age}</text>`,
  ]);
  const dots = (["female", "male"] as const).map((name, gender) => {
    const places = actual.flatMap((age, row) =>
      genders[row] === gender ? [`M${x(age)} ${y(predicted[row] ?? Number.NaN)}h0`] : [],
    );
    const line = 'fill="none" stroke-width="5" stroke-linecap="round" stroke-opacity="0.65"';
    return `<path ${line} stroke="${genderColors[name]}" d="${places.join("")}"/>`;
  });
  const title = `fill="${textColor}" font-size="12" font-weight="600"`;
  const legend = Object.entries(genderColors).map(([name, color], gender) => {
    const at = right - 130 + 75 * gender;
    return `<circle cx="${at}" cy="12" r="4.5" fill="${color}"/><text x="${at + 9}" y="16" ${muted}>${name}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${scatterSize.width} ${scatterSize.height}" `,
    `width="${scatterSize.width}" font-family="${fontFamily}">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...ticks,
    `<path stroke="gray" stroke-dasharray="4 4" d="M${left} ${bottom}L${right} ${top}"/>`,
    ...dots,
    `<text x="${left}" y="16" ${title}>predicted age, expected value (years)</text>`,
    `<text x="${right}" y="${bottom + 38}" text-anchor="end" ${title}>actual age (years)</text>`,
    ...legend,
    "</svg>",
  ].join("");
}
