import { AGE_CLASSES } from "../../model/classes";
import { ageColors, axisColor } from "../charts/chart-style";

/** What a network says of a face's age, and what it is. */
export interface AgeSoftmax {
  /** The probability of each age, from 0 on; none where a network gives one number. */
  probabilities: readonly number[];
  expectedAge: number;
  actualAge: number;
}

/**
 * A softmax as SVG: a bar for each age, from the youngest on, as high as it is probable beside the most probable; a green line at
 * the expected value, a black one at the actual age.
 *
 * @param place - in pixels
 */
export function drawSoftmax(
  { probabilities, expectedAge, actualAge }: AgeSoftmax,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
): string {
  const most = Math.max(...probabilities);
  const step = width / (probabilities.length || AGE_CLASSES);
  const bottom = top + height;
  const bars = probabilities.map((probability, age) => {
    const high = (height * probability) / most;
    return `M${left + age * step} ${bottom}v${-high}h${step}v${high}z`;
  });
  const line = (age: number, color: string) => {
    const x = left + (age + 0.5) * step;
    return `<path stroke="${color}" stroke-width="1.5" d="M${x} ${top}V${bottom}"/>`;
  };
  const axis = `<path stroke="${axisColor}" d="M${left} ${bottom}h${width}"/>`;
  const lines = line(expectedAge, ageColors["expected value"]) + line(actualAge, ageColors["actual age"]);
  return `<path fill="#b0bec5" d="${bars.join("")}"/>${axis}${lines}`;
}
