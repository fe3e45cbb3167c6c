import type { tf } from "../../engine/tensorflow";
import { FACERES_CONVOLUTIONS } from "./faceres";

/**
 * Freezes the convolutions of a network with the trunk `faceres` but for those of its last blocks: training changes only these,
 * and what follows them.
 *
 * New heads send the blocks under them the wrong way at first. So train the heads with all blocks frozen, and then the blocks
 * too, at a tenth of the rate or less.
 *
 * @param blocks - how many of the 13 blocks training changes, from the last; 0 to 13
 * @throws when that is out of its range, or the network has not that trunk; nothing is frozen then
 * @example
 * await train({ model, ...faces, epochs: 30, learningRate: 1e-3 });
 * fineTuneFaceres(model, 2);
 * await train({ model, ...faces, epochs: 5, learningRate: 1e-4 });
 */
export function fineTuneFaceres(model: tf.LayersModel, blocks: number): void {
  const { blocks: all } = FACERES_CONVOLUTIONS;
  if (!Number.isInteger(blocks) || blocks < 0 || blocks > all.length) {
    throw new Error(`between 0 and ${all.length} blocks of faceres can be trained, not ${blocks}`);
  }
  const trained = new Set(all.slice(all.length - blocks).flatMap((block) => Object.values(block)));
  for (const layer of faceresConvolutions(model)) layer.trainable = trained.has(layer.name);
}

/**
 * The convolutions of the trunk `faceres`, from the first to the last.
 *
 * @throws when the network has not that trunk
 */
export function faceresConvolutions(model: tf.LayersModel): tf.layers.Layer[] {
  const { first, blocks } = FACERES_CONVOLUTIONS;
  return [first, ...blocks.flatMap((block) => Object.values(block))].map((name) => {
    const layer = model.layers.find((one) => one.name === name);
    if (layer) return layer;
    throw new Error(`the network ${model.name} has no layer ${name}: its trunk is not faceres, build one that is`);
  });
}
