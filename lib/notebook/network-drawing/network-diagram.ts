import { jupyterDisplay, type MimeBundle } from "../../display/display";
import type { tf } from "../../engine/tensorflow";
import { palette } from "../charts/chart-style";
import { Drawing } from "../charts/drawing";
import { type Branches, branchesOf } from "./network-branches";
import { drawArrow, drawRow, layOutRow } from "./network-row";
import { describeShape, type Stage } from "./network-stages";

/**
 * A drawing of a network whose heads share a trunk: each layer, or block of layers, with the shape of the tensor that leaves
 * it and its weights. Where branches come together again, as in a residual block, a second way is drawn.
 *
 * @param model - stays the caller's; only looked at now
 * @throws Error where the outputs share no trunk, or the heads are entangled: they share layers that are not in the trunk
 * @example
 * networkDiagram(sharedCnn({ imageSize: 64 }));
 */
export function networkDiagram(model: tf.LayersModel): NetworkDiagram {
  const branches = branchesOf(model);
  const { drawing, width, height } = draw(branches);
  const [svg, text] = [drawing.svg(width, height), describe(branches)];
  return {
    svg,
    text,
    async [jupyterDisplay](): Promise<MimeBundle> {
      return {
        "image/svg+xml": svg,
        // JupyterLab does not draw the SVG of a notebook that it does not trust, such as one just cloned.
        "image/png": (await drawing.png(width, height)).toString("base64"),
        "text/plain": text,
      };
    },
  };
}

/** The drawing of a network. */
export interface NetworkDiagram {
  svg: string;
  /** The same in words. */
  text: string;
  [jupyterDisplay](): Promise<MimeBundle>;
}

const margin = 20;
const forkWidth = 60;
const trunkColor = "#5b6b7a";

/** The trunk on the left, the heads on the right below each other. */
function draw({ trunk, heads }: Branches) {
  const drawing = new Drawing();
  const trunkRow = layOutRow(`Shared trunk: ${describeWeights(trunk)}`, trunk);
  const headRows = heads.map((stages) => layOutRow(`${headName(stages)}: ${describeWeights(stages)}`, stages));
  const axes: number[] = [];
  let bottom = margin;
  for (const { above, below } of headRows) {
    axes.push(bottom + above);
    bottom += above + below + margin;
  }
  const trunkAxis = Math.max(margin + trunkRow.above, (Math.min(...axes) + Math.max(...axes)) / 2);
  const fork = { x: drawRow(drawing, trunkRow, margin, trunkAxis, trunkColor).end, y: trunkAxis };
  const headsLeft = margin + trunkRow.width + forkWidth;
  for (const [index, row] of headRows.entries()) {
    const y = axes[index] ?? trunkAxis;
    const { start } = drawRow(drawing, row, headsLeft, y, palette[index % palette.length] ?? trunkColor);
    drawArrow(drawing, fork, { x: start, y });
  }
  const width = Math.ceil(headsLeft + Math.max(...headRows.map((row) => row.width)) + margin);
  return { drawing, width, height: Math.ceil(Math.max(trunkAxis + trunkRow.below + margin, bottom)) };
}

/** "Age head" of an output layer named age_logits. */
function headName(stages: readonly Stage[]): string {
  const [first = "", ...rest] = (stages[stages.length - 1]?.name ?? "").split("_")[0] ?? "";
  return `${first.toUpperCase()}${rest.join("")} head`;
}

function describeWeights(stages: readonly Stage[]): string {
  return `${stages.reduce((sum, { weights }) => sum + weights, 0).toLocaleString("en-US")} weights`;
}

function describe({ trunk, heads }: Branches): string {
  const describeStages = (stages: readonly Stage[]) =>
    stages.map(({ name, shape }) => `${name} (${describeShape(shape)})`).join(" → ");
  return [
    `Shared trunk, ${describeWeights(trunk)}: ${describeStages(trunk)}`,
    ...heads.map((stages) => `${headName(stages)}, ${describeWeights(stages)}: ${describeStages(stages)}`),
  ].join("\n");
}
