import type { tf } from "../engine/tensorflow";
import type { Passage } from "./network-passages";

/** Layers that are drawn as one: a block, some blocks of the same kind, or a layer with weights and what follows it. */
export interface Stage {
  /** The block's name, "block_7 – 11" of several, else that of the layer. */
  name: string;
  /** The name of the block, of several the first, where it is one. */
  block: string | undefined;
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
 * `block1_conv2`, are one stage, and so are blocks in a row that are the same. Of the layers outside of blocks, each that
 * has weights begins a stage, and so do branches that come together.
 */
export function stagesOf(path: readonly Passage[]): Stage[] {
  const groups: [Passage, ...Passage[]][] = [];
  for (const passage of path) {
    const group = groups[groups.length - 1];
    if (group !== undefined && goesOn(group[0], passage)) group.push(passage);
    else groups.push([passage]);
  }
  return withRepetitionsAsOne(groups.map(stageOf));
}

function goesOn(first: Passage, next: Passage): boolean {
  const block = blockOf(next);
  return block === undefined ? next.layers.length === 1 && weightsOf([next]) === 0 : block === blockOf(first);
}

function stageOf(passages: readonly [Passage, ...Passage[]]): Stage {
  const [first] = passages;
  const block = blockOf(first);
  const stage: Stage = {
    name: block ?? first.tensor.sourceLayer.name,
    block,
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

const lastNumber = /\d+[a-z]?$/; // of a block: EfficientNet's have letters too

/** "block_2" of the layer `block_2_conv`, which is how Keras names them; nothing of a layer outside of blocks. */
function blockOf({ tensor }: Passage): string | undefined {
  return /^.*block_?\d+[a-z]?(?=_|$)/.exec(tensor.sourceLayer.name)?.[0];
}

function withRepetitionsAsOne(stages: readonly Stage[]): Stage[] {
  const merged: Stage[] = [];
  let kind = "";
  for (const stage of stages) {
    const before = merged[merged.length - 1];
    if (before === undefined || stage.block === undefined || kindOf(stage) !== kind) {
      merged.push(stage);
      kind = kindOf(stage);
      continue;
    }
    before.name = `${before.block} – ${lastNumber.exec(stage.block)?.[0]}`;
    before.weights += stage.weights;
    for (const [operation, times] of stage.operations) count(before.operations, operation, times);
  }
  return merged;
}

/** The same of blocks that differ in nothing but their number. */
function kindOf({ block = "", operations, shape, weights }: Stage): string {
  return JSON.stringify([block.replace(lastNumber, ""), [...operations], shape, weights]);
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
