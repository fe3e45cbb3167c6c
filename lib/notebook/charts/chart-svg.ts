import * as vega from "vega";
import { textWidth } from "./lettering";

declare module "vega" {
  /** How Vega measures text; its type definitions leave it out. */
  const textMetrics: { width(item: TextItem, text: string): number };
}

interface TextItem {
  fontSize?: number;
  fontWeight?: string | number;
  limit?: number;
}

// Without a canvas Vega takes every letter to be 0.8 em wide, which pushes titles and legends far away. A viewer may
// letter the chart in a font a little wider than ours.
const allowance = 1.08;

vega.textMetrics.width = ({ fontSize = 11, fontWeight = 400, limit }, text = "") => {
  const weight = fontWeight === "bold" || Number(fontWeight) >= 600 ? "bold" : "normal";
  const width = allowance * textWidth(String(text), { size: fontSize, weight });
  return limit ? Math.min(width, limit) : width;
};

/**
 * Draws a compiled chart as SVG, in Node, without a canvas.
 *
 * @param specification - a Vega specification, as Vega-Lite's `compile` gives it
 * @throws Error with Vega's message where the chart cannot be drawn
 */
export async function renderSvg(specification: vega.Spec): Promise<string> {
  const errors: string[] = [];
  const logger = vega.logger(vega.Error, "error", (_method, _level, input) => {
    errors.push(Array.from(input, (part) => (part instanceof Error ? part.message : String(part))).join(" "));
  });
  const view = new vega.View(vega.parse(specification), { renderer: "none", logger });
  try {
    const svg = await view.toSVG();
    // Vega logs what fails while it draws, and goes on.
    if (errors.length > 0) throw new Error(`The chart cannot be drawn: ${errors.join("; ")}.`);
    return shortenNumbers(svg);
  } finally {
    view.finalize();
  }
}

/** Rounds coordinates to a hundredth of a pixel: a scatter plot has thousands of them, of up to 17 digits. */
function shortenNumbers(svg: string): string {
  return svg.replace(/<[^>]+>/g, (tag) =>
    tag.replace(/-?\d+\.\d{3,}/g, (number) => String(+Number(number).toFixed(2))),
  );
}
