import { mutedTextColor } from "../charts/chart-style";
import type { Drawing, TextStyle } from "../charts/drawing";
import { textWidth } from "../charts/lettering";
import { describeShape, type Stage } from "./network-stages";
import { type TensorGlyph, tensorGlyph } from "./tensor-glyph";

/** Stages in a row from left to right under a heading, their tensors on one axis, with their numbers below. */
export interface NetworkRow {
  heading: string;
  columns: Column[];
  width: number;
  /** From the axis to the row's upper and lower end. */
  above: number;
  below: number;
}

interface Column {
  glyph: TensorGlyph;
  lines: { text: string; style: TextStyle }[];
  width: number;
  joins: boolean;
  /** Whether what comes together is added. */
  adds: boolean;
}

const gap = 34; // between columns, for the arrow
const lineHeight = 15;
const headingStyle = { size: 14, weight: "bold" as const };
const headingHeight = 30;
const arrowColor = "#9aa4ac";
const shortcutHeight = 20; // of a second way above the arrow
const ringRadius = 6; // where the two ways come together
const allowance = 1.2; // a viewer's font may be wider than ours

export function layOutRow(heading: string, stages: readonly Stage[]): NetworkRow {
  const columns = stages.map(layOutColumn);
  const half = Math.max(...columns.map(({ glyph }) => glyph.height)) / 2;
  const columnsWidth = columns.reduce((sum, { width }) => sum + width, gap * (columns.length - 1));
  return {
    heading,
    columns,
    width: Math.max(columnsWidth, allowance * textWidth(heading, headingStyle)),
    above: headingHeight + half,
    below: half + lineHeight * (0.5 + Math.max(...columns.map(({ lines }) => lines.length))),
  };
}

function layOutColumn({ name, shape, operations, weights, joins }: Stage): Column {
  const small = { size: 11, anchor: "middle" as const };
  const lines = [
    { text: name, style: { ...small, size: 12, weight: "bold" as const } },
    { text: describeShape(shape), style: small },
    ...Array.from(operations, ([operation, count]) => ({
      text: count > 1 ? `${count} × ${operation}` : operation,
      style: { ...small, color: mutedTextColor },
    })),
    ...(weights > 0 ? [{ text: `${weights.toLocaleString("en-US")} weights`, style: small }] : []),
  ];
  const glyph = tensorGlyph(shape);
  const widths = lines.map(({ text, style }) => allowance * textWidth(text, style));
  return { glyph, lines, width: Math.max(glyph.width, ...widths), joins, adds: operations.has("Add") };
}

/**
 * Draws a row, from `left` on, with its tensors' centers at `axis`.
 *
 * @returns where its first tensor begins and its last one ends, for arrows to and from the row
 */
export function drawRow(drawing: Drawing, row: NetworkRow, left: number, axis: number, color: string) {
  drawing.write(row.heading, left, axis - row.above + headingStyle.size, { ...headingStyle, color });
  const half = row.above - headingHeight;
  const ends: { start: number; end: number }[] = [];
  let x = left;
  for (const { glyph, lines, width, joins, adds } of row.columns) {
    const center = x + width / 2;
    const previous = ends[ends.length - 1];
    const start = center - glyph.width / 2;
    drawing.shape(glyph.draw(center, axis, color));
    if (previous) {
      const from = { x: previous.end, y: axis };
      const to = { x: start, y: axis };
      drawArrow(drawing, from, to);
      if (joins) drawShortcut(drawing, from, to, adds);
    }
    for (const [index, { text, style }] of lines.entries()) {
      drawing.write(text, center, axis + half + (index + 1.25) * lineHeight, style);
    }
    ends.push({ start, end: center + glyph.width / 2 });
    x += width + gap;
  }
  return { start: ends[0]?.start ?? left, end: ends[ends.length - 1]?.end ?? left };
}

/** An arrow from one tensor to the next, bent where they are not on one axis. */
export function drawArrow(drawing: Drawing, from: { x: number; y: number }, to: { x: number; y: number }): void {
  const [start, end, middle] = [from.x + 6, to.x - 6, (from.x + to.x) / 2];
  const line = `M${start},${from.y}C${middle},${from.y} ${middle},${to.y} ${end - 5},${to.y}`;
  const tip = `M${end},${to.y}l-7,-4v8z`;
  drawing.shape(
    `<path d="${line}" fill="none" stroke="${arrowColor}" stroke-width="1.5"/><path d="${tip}" fill="${arrowColor}"/>`,
  );
}

/** A second way to the same tensor, above the arrow, down to a ring on it, which has a plus in it where the two are added. */
function drawShortcut(
  drawing: Drawing,
  from: { x: number; y: number },
  to: { x: number; y: number },
  adds: boolean,
): void {
  const [start, ring, { y }] = [from.x + 6, to.x - 26, to];
  const line = `M${start},${y}c8,0 8,${-shortcutHeight} 16,${-shortcutHeight}H${ring - 8}q8,0 8,8V${y - ringRadius}`;
  const plus = adds ? `<path d="M${ring - 3},${y}h6m-3,-3v6" stroke="${arrowColor}" stroke-width="1.5"/>` : "";
  drawing.shape(
    `<path d="${line}" fill="none" stroke="${arrowColor}" stroke-width="1.5"/>` +
      `<circle cx="${ring}" cy="${y}" r="${ringRadius}" fill="#fff" stroke="${arrowColor}" stroke-width="1.5"/>${plus}`,
  );
}
