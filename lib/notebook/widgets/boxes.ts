import { currentOutputs, type MimeBundle } from "../../display/display";
import { escapeHtml } from "../../display/escape-html";
import { svgImage } from "../../display/svg-image";
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
    const isTitled = name === "Tab" || name === "Accordion";
    const isOne = (index: unknown) =>
      index === null || (Number.isInteger(index) && Object.hasOwn(widgets, Number(index)));
    super({
      package: controls,
      name,
      state: {
        children: widgets.map((child) => child.reference),
        ...(isTitled && { titles, selected_index: 0 }),
      },
      layout: width === undefined ? {} : { width },
      accept: ({ selected_index }) =>
        isTitled && isOne(selected_index) ? { state: { selected_index }, tell: () => {} } : undefined,
    });
    this.#children = widgets;
    this.#titles = titles;
    // What was made for the box ends with it.
    for (const widget of widgets) if (!children.includes(widget)) this.onClose(() => widget.close());
  }

  async picture(): Promise<MimeBundle> {
    const pictures = await Promise.all(this.#children.map((child) => child.picture()));
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
  for (const control of labelled) control.alignLabel(longest);
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
  const shown = place.show(child);
  currentOutputs()?.waitFor(shown);
  return place;
}

function titled(title: string | undefined, html: string): string {
  return title === undefined ? html : `<h4>${escapeHtml(title)}</h4>\n${html}`;
}

/** A picture as HTML: as it is, or of its image or its text. */
function htmlOf(picture: MimeBundle): string {
  const { "image/svg+xml": svg, "text/html": html = svg, "text/plain": text } = picture;
  if (html !== undefined) return String(html).replace(/<svg.*?<\/svg>/gs, (svg) => svgImage(svg, String(text ?? "")));
  for (const type of ["image/png", "image/jpeg"]) {
    if (picture[type] !== undefined) return `<img src="data:${type};base64,${picture[type]}">`;
  }
  return `<pre>${escapeHtml(String(text ?? ""))}</pre>`;
}
