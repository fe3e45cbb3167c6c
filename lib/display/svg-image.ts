import { escapeHtml } from "./escape-html";

/**
 * An SVG as an image in HTML: in a notebook that it does not trust yet, such as one of a new clone, JupyterLab takes SVG elements
 * out of HTML, and leaves images.
 *
 * @param alt - what it shows, in words
 */
export function svgImage(svg: string, alt: string): string {
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  const [, width] = /viewBox="0 0 (\d+)/.exec(svg) ?? [];
  return `<img src="${source}"${width === undefined ? "" : ` width="${width}"`} alt="${escapeHtml(alt)}">`;
}
