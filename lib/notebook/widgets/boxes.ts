import type { MimeBundle } from "../../display/display";
import { escapeHtml } from "../../display/escape-html";
import { Control } from "./control";
import { outputArea } from "./output-area";
import { controls, type Layout, Widget } from "./widget";

/** A widget, or any value that a cell could show. */
export type Child = unknown;

class Box extends Widget {
  readonly #children: readonly Widget[];
  readonly #titles: readonly string[];

  constructor(
    name: "HBox" | "VBox" | "Tab" | "Accordion",
    children: readonly Child[],
    titles: readonly string[],
    { width }: Layout,
  ) {
    const widgets = children.map(asWidget);
    const selected = name === "Tab" || name === "Accordion" ? { titles, selected_index: 0 } : {};
    super({
      package: controls,
      name,
      state: { children: widgets.map((child) => child.reference), ...selected },
      layout: width === undefined ? {} : { width },
      accept: ({ selected_index: index }) =>
        index === null || (Number.isInteger(index) && Number(index) >= 0 && Number(index) < widgets.length)
          ? { selected_index: index }
          : {},
    });
    this.#children = widgets;
    this.#titles = titles;
  }

  picture(): MimeBundle {
    const pictures = this.#children.map((child) => child.picture());
    const parts = pictures.map((picture, index) => titled(this.#titles[index], htmlOf(picture)));
    const lines = pictures.map((picture) => String(picture["text/plain"] ?? ""));
    return { "text/html": parts.join("\n"), "text/plain": lines.join("\n") };
  }
}

/** Things beside each other. */
export function row(children: readonly Child[], layout: Layout = {}): Widget {
  return new Box("HBox", children, [], layout);
}

/** Things below each other; the controls among them have their labels in one width. */
export function column(children: readonly Child[], layout: Layout = {}): Widget {
  const labelled = children.flatMap((child) => (child instanceof Control ? [child] : []));
  const longest = Math.max(0, ...labelled.map((control) => control.label.length));
  for (const control of labelled) control.labelWidth = `${longest}ch`;
  return new Box("VBox", children, [], layout);
}

/**
 * Things of which one is seen at a time.
 *
 * @example
 * tabs({ Loss: lossChart, Faces: faceGrid });
 */
export function tabs(children: Readonly<Record<string, Child>>, layout: Layout = {}): Widget {
  return new Box("Tab", Object.values(children), Object.keys(children), layout);
}

/** Things under their titles, of which one is unfolded at a time. */
export function accordion(children: Readonly<Record<string, Child>>, layout: Layout = {}): Widget {
  return new Box("Accordion", Object.values(children), Object.keys(children), layout);
}

function asWidget(child: Child): Widget {
  if (child instanceof Widget) return child;
  const place = outputArea();
  void place.show(child);
  return place;
}

function titled(title: string | undefined, html: string): string {
  return title === undefined ? html : `<h4>${escapeHtml(title)}</h4>\n${html}`;
}

/** A picture as HTML: as it is, or of its image or its text. */
function htmlOf(picture: MimeBundle): string {
  const { "text/html": html, "image/svg+xml": svg, "image/png": png, "text/plain": text } = picture;
  if (html !== undefined) return String(html);
  if (svg !== undefined) return String(svg);
  if (png !== undefined) return `<img src="data:image/png;base64,${png}">`;
  return `<pre>${escapeHtml(String(text ?? ""))}</pre>`;
}
