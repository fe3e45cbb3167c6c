import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { jupyterDisplay, type MimeBundle } from "../../display/display";
import { checkFields } from "./chart-fields";
import { chartStyle } from "./chart-style";
import { renderSvg } from "./chart-svg";
import { withRows } from "./chart-table";

const schema = "https://vega.github.io/schema/vega-lite/v5.json";
const largeData = 1_000_000; // characters

/**
 * A chart from a Vega-Lite 5 specification, in the workbook's style.
 *
 * A notebook shows it as Vega-Lite where that can be drawn (JupyterLab) and as SVG elsewhere; a terminal shows its title.
 * The data's `values` may be an arquero table, of which only the columns that the specification mentions are taken. All
 * of the data goes into the notebook: let arquero count thousands of faces into groups before they are drawn.
 *
 * @param spec - what to draw; its `config` adds to the workbook's style
 * @throws Error where a field is not a column of the data, or Vega-Lite cannot make sense of the specification; what
 *   Vega-Lite only doubts goes to `console.warn`
 * @example
 * chart({
 *   title: "Ages of the faces",
 *   data: { values: faces },
 *   mark: "bar",
 *   encoding: { x: { field: "age", bin: { step: 5 } }, y: { aggregate: "count" } },
 * });
 */
export function chart(spec: TopLevelSpec): Chart {
  return new Chart(spec);
}

/** A specification that was checked and can show itself. */
export class Chart {
  private readonly vegaLite: TopLevelSpec;
  private readonly compiled: vega.Spec;
  private readonly title: string;

  constructor(spec: TopLevelSpec) {
    checkFields(spec);
    const json = withRows(spec);
    this.vegaLite = {
      $schema: schema,
      ...JSON.parse(json),
      config: vega.mergeConfig({}, chartStyle, spec.config ?? {}),
    };
    this.title = titleOf(spec);
    if (json.length > largeData) {
      console.warn(`${this.title} puts ${Math.round(json.length / 1e6)} MB of data into the notebook; group it first.`);
    }
    this.compiled = compileLoudly(this.vegaLite);
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    return {
      "application/vnd.vegalite.v5+json": this.vegaLite,
      "image/svg+xml": await renderSvg(this.compiled),
      "text/plain": this.title,
    };
  }
}

function compileLoudly(specification: TopLevelSpec): vega.Spec {
  const doubts = new Set<string>(); // the same one comes once for each layer
  const logger = vega.logger(vega.Warn, "warn", (_method, _level, input) => {
    doubts.add(Array.from(input, String).join(" "));
  });
  try {
    return compile(specification, { logger }).spec;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Vega-Lite cannot make a chart of this specification: ${reason}`, { cause: error });
  } finally {
    for (const doubt of doubts) console.warn(`Vega-Lite: ${doubt}`);
  }
}

function titleOf({ title, description }: TopLevelSpec): string {
  const text = typeof title === "object" && "text" in title ? title.text : title;
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.join(" ");
  return description ?? "A chart without a title";
}
