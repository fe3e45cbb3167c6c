import type { tf } from "../engine/tensorflow";

/** A layer with weights and the weightless ones that follow it, such as a convolution with its pooling and dropout. */
export interface Stage {
  /** The first layer's name. */
  name: string;
  /** What each layer does: "Conv2D 5×5, relu". */
  operations: string[];
  /** The tensor that leaves it, without the batch's dimension; before it is flattened, if it is. */
  shape: (number | null)[];
  weights: number;
}

/** A network whose outputs share their first layers. */
export interface Branches {
  trunk: Stage[];
  /** One for each output of the model, in its order. */
  heads: Stage[][];
}

/**
 * Tells the trunk that all outputs of a model share from the heads that each has for itself.
 *
 * @throws Error where the model has one output only, where branches come together again, or share no trunk
 */
export function branchesOf(model: tf.LayersModel): Branches {
  const paths = model.outputs.map(pathTo);
  const [first = [], ...others] = paths;
  if (others.length === 0) throw new Error("The diagram is for networks with two heads; this one has one output.");
  const isShared = (tensor: tf.SymbolicTensor, index: number) => others.every((path) => path[index] === tensor);
  const fork = first.findIndex((tensor, index) => !isShared(tensor, index));
  if (fork <= 1) throw new Error("The network has no trunk: its outputs share no layer but the input.");
  return { trunk: stagesOf(first.slice(0, fork)), heads: paths.map((path) => stagesOf(path.slice(fork))) };
}

/** The tensors on the way from the model's input to one of its outputs. */
function pathTo(output: tf.SymbolicTensor): tf.SymbolicTensor[] {
  const path = [output];
  for (let tensor = output; tensor.inputs.length > 0; ) {
    const [input, ...others] = tensor.inputs;
    if (input === undefined || others.length > 0) {
      throw new Error(`The diagram cannot show branches that come together again, as in ${tensor.sourceLayer.name}.`);
    }
    tensor = input;
    path.unshift(tensor);
  }
  return path;
}

function stagesOf(path: tf.SymbolicTensor[]): Stage[] {
  const stages: Stage[] = [];
  for (const { sourceLayer: layer, shape } of path) {
    const weights = layer.countParams();
    const leaving = shape.slice(1);
    const stage = stages[stages.length - 1];
    if (stage === undefined || weights > 0) {
      stages.push({ name: layer.name, operations: [describeLayer(layer)], shape: leaving, weights });
      continue;
    }
    const flattened = leaving.length !== stage.shape.length;
    stage.operations.push(flattened ? `${describeLayer(layer)} to ${describeShape(leaving)}` : describeLayer(layer));
    if (!flattened) stage.shape = leaving;
  }
  return stages;
}

/** "Conv2D 5×5, relu": the class and the numbers by which layers of this class differ most. */
function describeLayer(layer: tf.layers.Layer): string {
  const { kernelSize, poolSize, rate, activation } = layer.getConfig();
  const size = Array.isArray(kernelSize) ? kernelSize : poolSize;
  const numbers = [Array.isArray(size) ? size.join("×") : undefined, rate].filter((number) => number !== undefined);
  const name = [layer.getClassName(), ...numbers].join(" ");
  return typeof activation === "string" ? `${name}, ${activation}` : name;
}

/** "64 × 64 × 3"; a dimension that is only known with the data is a question mark. */
export function describeShape(shape: readonly (number | null)[]): string {
  return shape.map((size) => size?.toLocaleString("en-US") ?? "?").join(" × ");
}
