import { asDisplayable, type Displayable } from "../../display/display";
import type { tf } from "../../engine/tensorflow";
import { outline } from "../../model/networks/seeded-layers";
import { networkDiagram } from "./network-diagram";

/**
 * How many weights a network has, and its drawing, see `networkDiagram`: quick enough to follow a slider, as no weights are drawn at
 * random, and no PNG is made.
 *
 * @param build - builds the network, see `outline`; it is disposed of
 * @example
 * interact({ units }, ({ units }) => networkOutline(() => sharedCnn({ imageSize: 64, units })))
 */
export function networkOutline(build: () => tf.LayersModel): Displayable {
  const model = outline(build);
  try {
    const { svg, text } = networkDiagram(model);
    const weights = `${model.countParams().toLocaleString("en-US")} weights in all`;
    return asDisplayable({ "text/html": `<p>${weights}</p>${svg}`, "text/plain": `${weights}\n${text}` });
  } finally {
    model.dispose();
  }
}
