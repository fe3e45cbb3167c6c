import type { tf } from "../../engine/tensorflow";
import type { Passage } from "./network-passages";

/** Layers that are drawn as one: a block, or a layer with weights and what follows it; or some of them that are the same. */
export interface Stage {
  /** The name of the block or of the first layer, of several "block_7 – 11". */
  name: string;
  /** What the layers do, and how many of them: "Conv2D 5×5, relu" -> 1. */
  operations: Map<string, number>;
  /** The tensor that leaves it, without the batch's dimension; before it is flattened, if it is. */
  shape: (number | null)[];
  weights: number;
  /** Whether branches come together in it, as in a residual block. */
  joins: boolean;
}

/**
 * The stages of a part of a network. Layers whose names begin with the same block, as in `stage_1_block_2_add` and Keras's
 * `block1_conv2`, are one stage. Of the layers outside of blocks, each that has weights begins a stage, but for batch
 * normalization and the pointwise part of a separable convolution; so do branches that come together. Stages in a row that
 * are the same are drawn as one.
 */
export function stagesOf(path: readonly Passage[]): Stage[] {
  const groups: [Passage, ...Passage[]][] = [];
  for (const passage of path) {
    const group = groups[groups.length - 1];
    if (group !== undefined && goesOn(group, passage)) group.push(passage);
    else groups.push([passage]);
  }
  return withRepetitionsAsOne(groups.map(stageOf));
}

function goesOn(group: readonly [Passage, ...Passage[]], next: Passage): boolean {
  const block = blockOf(next);
  if (block !== undefined) return block === blockOf(group[0]);
  const [layer, ...others] = next.layers;
  if (layer === undefined || others.length > 0) return false;
  if (layer.countParams() === 0 || layer.getClassName() === "BatchNormalization") return true;
  const layers = group.flatMap(({ layers }) => layers.map((one) => one.getClassName()));
  return /^Conv2D 1×1/.test(describeLayer(layer)) && layers.includes("DepthwiseConv2D") && !layers.includes("Conv2D");
}

function stageOf(passages: readonly [Passage, ...Passage[]]): Stage {
  const [first] = passages;
  const stage: Stage = {
    name: blockOf(first) ?? first.tensor.sourceLayer.name,
    operations: new Map(),
    shape: [],
    weights: weightsOf(passages),
    joins: passages.some(({ layers }) => layers.length > 1),
  };
  let { rank } = first.tensor;
  for (const { tensor, layers } of passages) {
    const shape = tensor.shape.slice(1);
    for (const layer of layers) {
      const flattens = layer === tensor.sourceLayer && tensor.rank !== rank;
      count(stage.operations, describeLayer(layer) + (flattens ? ` to ${describeShape(shape)}` : ""));
    }
    rank = tensor.rank;
    if (rank === first.tensor.rank) stage.shape = shape;
  }
  return stage;
}

/** "block_2" of the layer `block_2_conv`, which is how Keras names them; nothing of a layer outside of blocks. */
function blockOf({ tensor }: Passage): string | undefined {
  return /^.*block_?\d+[a-z]?(?=_|$)/.exec(tensor.sourceLayer.name)?.[0];
}

const lastNumber = /\d+[a-z]?$/; // of a name: EfficientNet's blocks have letters too

function withRepetitionsAsOne(stages: readonly Stage[]): Stage[] {
  const merged: Stage[] = [];
  let kind = "";
  let start = "";
  for (const stage of stages) {
    const before = merged[merged.length - 1];
    if (before === undefined || kindOf(stage) !== kind) {
      merged.push(stage);
      kind = kindOf(stage);
      start = stage.name;
      continue;
    }
    before.name = `${start} – ${lastNumber.exec(stage.name)?.[0]}`;
    before.weights += stage.weights;
    for (const [operation, times] of stage.operations) count(before.operations, operation, times);
  }
  return merged;
}

/** The same of stages that differ in nothing but their number. */
function kindOf({ name, operations, shape, weights }: Stage): string {
  return JSON.stringify([name.replace(lastNumber, "#"), [...operations], shape, weights]);
}

function count(operations: Map<string, number>, operation: string, times = 1): void {
  operations.set(operation, (operations.get(operation) ?? 0) + times);
}

function weightsOf(passages: readonly Passage[]): number {
  return passages.flatMap(({ layers }) => layers).reduce((sum, layer) => sum + layer.countParams(), 0);
}

/** "Conv2D 5×5, relu": the class and the numbers by which layers of this class differ most. */
function describeLayer(layer: tf.layers.Layer): string {
  const { kernelSize, poolSize, rate, activation } = layer.getConfig();
  const size = Array.isArray(kernelSize) ? kernelSize : poolSize;
  const numbers = [Array.isArray(size) ? size.join("×") : undefined, rate].filter((number) => number !== undefined);
  const name = [layer.getClassName(), ...numbers].join(" ");
  const isPlain = activation === "linear" && Array.isArray(kernelSize); // as where batch normalization comes between
  return typeof activation === "string" && !isPlain ? `${name}, ${activation}` : name;
}

/** "64 × 64 × 3"; a dimension that is only known with the data is a question mark. */
export function describeShape(shape: readonly (number | null)[]): string {
  return shape.map((size) => size?.toLocaleString("en-US") ?? "?").join(" × ");
}
