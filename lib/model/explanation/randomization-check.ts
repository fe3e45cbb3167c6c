import { setImmediate } from "node:timers/promises";
import { shuffler } from "d3-array";
import { randomLcg } from "d3-random";
import { tf } from "../../engine/tensorflow";
import type { FaceSplit } from "../../images/face-split";
import { interruptible } from "../../interruptible";
import { bootstrapMean, type Estimate } from "../bootstrap";
import { untrainedCopy } from "../networks/initialize-weights";
import { type Explainer, explainFaces, HEADS, type Head } from "./explainer";
import { rankCorrelation } from "./map-agreement";

/** How like the maps still are when a network has forgotten some of its layers. */
export interface RandomizedMaps {
  /** The layer whose weights were shuffled last; those after it have been before. */
  layer: string;
  /** How many layers are shuffled, this one included. */
  layers: number;
  head: Head;
  /** The rank correlation with the map of the network as it is, the mean over the faces with its interval. */
  correlation: Estimate;
}

/**
 * The sanity check of saliency maps: the weights of a network's layers are shuffled within each weight, one layer after the other
 * from the outputs down, until nothing that it has learned is left. A method whose maps stay as they were does not
 * explain what the network has learned.
 *
 * Source: Adebayo et al., "Sanity Checks for Saliency Maps", 2018 (cascading randomization, which draws the weights anew; shuffled
 * ones are of the same sizes)
 *
 * @param model - stays as it is, and the caller's
 * @param explain - makes the explainer of a network, such as `gradCam`
 * @param options - `count`: how many of the split's first faces; `seed`: a whole number that decides how weights are shuffled; `steps`:
 *   `"each layer"`, or `"all layers"` to see the end of it alone
 * @throws `Stopped` when it is stopped
 * @example
 * await randomizationCheck(model, gradCam, store.val, { count: 64, seed: 1, steps: "each layer" });
 */
export async function randomizationCheck(
  model: tf.LayersModel,
  explain: (model: tf.LayersModel) => Explainer,
  split: FaceSplit,
  {
    count,
    seed,
    steps,
    signal,
  }: { count: number; seed: number; steps: "each layer" | "all layers"; signal?: AbortSignal },
): Promise<RandomizedMaps[]> {
  const copy = await untrainedCopy(model);
  copy.setWeights(model.getWeights());
  const explainer = explain(copy);
  try {
    return await interruptible(signal, async (signal) => {
      const asItIs = await explainFaces(explainer, split, { count, signal });
      const layers = copy.layers.filter((layer) => layer.getWeights().length > 0).reverse();
      const rows: RandomizedMaps[] = [];
      for (const [index, layer] of layers.entries()) {
        shuffleWeights(layer, seed + index);
        await setImmediate(); // a notebook's kernel can answer
        signal.throwIfAborted();
        if (steps === "all layers" && index < layers.length - 1) continue;
        const maps = await explainFaces(explainer, split, { count, signal });
        for (const head of HEADS) {
          const correlations = asItIs[head].map((map, face) => rankCorrelation(map, maps[head][face] ?? []));
          rows.push({
            layer: layer.name,
            layers: index + 1,
            head,
            correlation: bootstrapMean(correlations, { seed: 1 }),
          });
        }
      }
      return rows;
    });
  } finally {
    explainer.dispose();
    copy.dispose();
  }
}

function shuffleWeights(layer: tf.layers.Layer, seed: number): void {
  const shuffle = shuffler(randomLcg(seed));
  const shuffled = layer.getWeights().map((weight) => {
    const values = Float32Array.from(weight.dataSync());
    return tf.tensor(shuffle(values), weight.shape);
  });
  layer.setWeights(shuffled);
  tf.dispose(shuffled);
}
