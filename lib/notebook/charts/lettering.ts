import { readFileSync } from "node:fs";
import opentype, { type Font } from "opentype.js";

/** How a line of text is set. */
export interface Lettering {
  /** Height of the type in pixels. */
  size: number;
  weight?: "normal" | "bold";
}

const fontFiles = { normal: "open-sans-latin-400-normal.woff", bold: "open-sans-latin-600-normal.woff" };
const fonts: { [weight: string]: Font } = {};

/**
 * The width of a line of text in pixels, set in the pictures' font, Open Sans.
 *
 * @example
 * textWidth("Predicted 46 M", { size: 11 }); // 77.1
 */
export function textWidth(text: string, lettering: Lettering): number {
  return font(lettering).getAdvanceWidth(text, lettering.size);
}

/**
 * The outline of a line of text, as the `d` of an SVG path whose baseline starts at (x, y).
 *
 * A picture lettered this way looks the same on every machine, one without any fonts included.
 */
export function textOutline(text: string, x: number, y: number, lettering: Lettering): string {
  // Not opentype.js's own toPathData, of which 938.00000000000001 becomes NaN: what comes after it would not be drawn.
  const { commands } = font(lettering).getPath(text, x, y, lettering.size);
  return commands.map(({ type, x1, y1, x, y }) => type + [x1, y1, x, y].flatMap(tenths).join(" ")).join("");
}

function tenths(number: number | undefined): number[] {
  return number === undefined ? [] : [Math.round(10 * number) / 10];
}

function font({ weight = "normal" }: Lettering): Font {
  fonts[weight] ??= readFont(fontFiles[weight]);
  return fonts[weight];
}

function readFont(name: string): Font {
  const file = readFileSync(require.resolve(`@fontsource/open-sans/files/${name}`));
  return opentype.parse(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
}
