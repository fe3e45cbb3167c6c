import type { tf } from "../../engine/tensorflow";
import { type Passage, passagesTo } from "./network-passages";
import { type Stage, stagesOf } from "./network-stages";

/** A network whose outputs share their first layers. */
export interface Branches {
  trunk: Stage[];
  /** One for each output of the model, in its order. */
  heads: Stage[][];
}

/**
 * Tells the trunk that all outputs of a model share from the heads that each has for itself.
 *
 * @throws Error where the model has one output only, where its outputs share no trunk, or where heads share
 *   layers that are not in the trunk
 */
export function branchesOf(model: tf.LayersModel): Branches {
  const paths = model.outputs.map(passagesTo);
  const [first = [], ...others] = paths;
  if (others.length === 0) throw new Error("The diagram is for networks with two heads; this one has one output.");
  const isShared = ({ tensor }: Passage, index: number) => others.every((path) => path[index]?.tensor === tensor);
  const fork = first.findIndex((passage, index) => !isShared(passage, index));
  if (fork <= 1) throw new Error("The network has no trunk: its outputs share no layer but the input.");
  const heads = paths.map((path) => path.slice(fork));
  checkApart(heads);
  return { trunk: stagesOf(first.slice(0, fork)), heads: heads.map(stagesOf) };
}

function checkApart(heads: readonly Passage[][]): void {
  const seen = new Set<tf.layers.Layer>();
  for (const head of heads) {
    const layers = head.flatMap(({ layers }) => layers);
    const shared = layers.find((layer) => seen.has(layer));
    if (shared) throw new Error(`The diagram cannot show heads that share ${shared.name} but part before it.`);
    for (const layer of layers) seen.add(layer);
  }
}
