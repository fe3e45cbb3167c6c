import sharp from "sharp";
import { escapeHtml } from "../../display/escape-html";
import { fontFamily, textColor } from "./chart-style";
import { type Lettering, textOutline, textWidth } from "./lettering";

/** How a text stands in a drawing. */
export interface TextStyle extends Lettering {
  color?: string;
  /** Which part of the text is at its x. */
  anchor?: "start" | "middle" | "end";
}

/** A picture of SVG shapes and texts on white, in pixels, that becomes SVG or, with lettering that needs no fonts, PNG. */
export class Drawing {
  private readonly parts: (string | Writing)[] = [];

  /** Adds an SVG element. */
  shape(element: string): void {
    this.parts.push(element);
  }

  /** Writes a line of text with its baseline at y. */
  write(text: string, x: number, y: number, style: TextStyle): void {
    this.parts.push({ text, x, y, style });
  }

  svg(width: number, height: number): string {
    // Narrower pages than the drawing show it smaller, not cut off.
    return this.render({ width, height }, `width="100%" style="max-width:${width}px;height:auto"`, lettered);
  }

  /** The drawing at twice its size, for dense screens. */
  png(width: number, height: number): Promise<Buffer> {
    const svg = this.render({ width, height }, `width="${width}" height="${height}"`, outlined);
    return sharp(Buffer.from(svg), { density: 144 }).png({ palette: true }).toBuffer();
  }

  private render(
    { width, height }: { width: number; height: number },
    size: string,
    draw: (writing: Writing) => string,
  ): string {
    const parts = this.parts.map((part) => (typeof part === "string" ? part : draw(part)));
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="white"/>${parts.join("")}</svg>`;
  }
}

interface Writing {
  text: string;
  x: number;
  y: number;
  style: TextStyle;
}

function lettered({ text, x, y, style }: Writing): string {
  const { size, weight = "normal", color = textColor, anchor = "start" } = style;
  const font = `font-family="${fontFamily}" font-size="${size}" font-weight="${weight === "bold" ? 600 : 400}"`;
  return `<text x="${x}" y="${y}" ${font} fill="${color}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
}

function outlined({ text, x, y, style }: Writing): string {
  const { color = textColor, anchor = "start" } = style;
  const before = { start: 0, middle: 0.5, end: 1 }[anchor] * textWidth(text, style);
  return `<path fill="${color}" d="${textOutline(text, x - before, y, style)}"/>`;
}
