import { CompileError } from "./compile-error";
import { DataType, GraphDefinition, type GraphNode, type Output, type } from "./graph/graph-definition";
import type { Signature, SignatureTensor } from "./graph/saved-model-writer";
import { Recorder } from "./recording/recorder";
import { tf } from "./tensorflow";

/** A function of images that is to be served. */
export interface ServedFunction {
  /** Width and height of the images that the function takes. */
  imageSize: number;
  /** Takes [count, imageSize, imageSize, 3] float32; returns tensors whose first axis is the images'. */
  fn: (images: tf.Tensor4D) => Record<string, tf.Tensor>;
  /**
   * What the graph itself takes, as its input `image`: `pictures`, uint8, of any height and width, which are resized bilinearly to
   * the function's size; or `images`, float32, as the function takes them.
   */
  takes: "pictures" | "images";
}

// The graph is recorded for both; what differs is the batch size. Primes, as nothing else in a network is likely to be.
const BATCH_SIZES = [7, 13] as const;

/** Where the batch size may stand in a constant: the new shape, and how much to take. -1 leaves it open in both. */
const OPEN_INPUTS: Readonly<Record<string, number>> = { Reshape: 1, Slice: 2 };

/**
 * The graph of a function for serving, for any number of images. Variables are constants in it.
 *
 * @throws {CompileError} if the function does what a graph cannot, or what depends on the number of images
 */
export function servingGraph(served: ServedFunction): { graph: GraphDefinition; signature: Signature } {
  const values = (variable: tf.Variable) => Buffer.from(variable.dataSync().slice().buffer);
  const result = record(served, BATCH_SIZES[0], values);
  const other = record(served, BATCH_SIZES[1], () => NOT_COMPARED);
  openBatchSize(result.graph, other.graph);
  return result;
}

const NOT_COMPARED = new Uint8Array();

function record(
  { imageSize, fn, takes }: ServedFunction,
  batchSize: number,
  valuesOf: (variable: tf.Variable) => Uint8Array,
): { graph: GraphDefinition; signature: Signature } {
  const graph = new GraphDefinition();
  const input = takes === "pictures" ? picturesInput(graph) : imagesInput(graph, imageSize);
  const taken = takes === "pictures" ? resized(graph, input.output, imageSize) : input.output;
  const read = (variable: tf.Variable) => graph.constant(DataType.float32, variable.shape, valuesOf(variable));
  const recorder = new Recorder({ graph, read }, "float32");
  const images: tf.Tensor4D = tf.zeros([batchSize, imageSize, imageSize, 3]);
  try {
    recorder.bind(images, taken);
    const { result: outputs } = recorder.record(() => {
      const named = Object.entries(fn(images)).map(([name, tensor]): [string, SignatureTensor] => {
        const { output, dataType } = recorder.outputOf(tensor);
        const identity = graph.add("Identity", [output], { T: type(dataType) }, name);
        return [name, { output: identity, dataType, shape: [-1, ...tensor.shape.slice(1)] }];
      });
      return Object.fromEntries(named);
    }, []);
    return { graph, signature: { inputs: { image: input }, outputs } };
  } finally {
    images.dispose();
  }
}

function picturesInput(graph: GraphDefinition): SignatureTensor {
  const [dataType, shape] = [DataType.uint8, [-1, -1, -1, 3]];
  return { output: graph.placeholder(dataType, shape, "image"), dataType, shape };
}

function imagesInput(graph: GraphDefinition, imageSize: number): SignatureTensor {
  const [dataType, shape] = [DataType.float32, [-1, imageSize, imageSize, 3]];
  return { output: graph.placeholder(dataType, shape, "image"), dataType, shape };
}

function resized(graph: GraphDefinition, pictures: Output, imageSize: number): Output {
  const float = { SrcT: type(DataType.uint8), DstT: type(DataType.float32) };
  return graph.add(
    "ResizeBilinear",
    [graph.add("Cast", [pictures], float), graph.int32s([2], [imageSize, imageSize])],
    { T: type(DataType.float32), half_pixel_centers: { kind: "boolean", value: true } },
  );
}

/** Replaces the batch size where it stands in a constant, which is where two recordings differ. */
function openBatchSize(graph: GraphDefinition, other: GraphDefinition): void {
  const users = new Map<Output, { node: GraphNode; input: number }[]>();
  for (const node of graph.nodes) {
    for (const [input, output] of node.inputs.entries()) {
      users.set(output, [...(users.get(output) ?? []), { node, input }]);
    }
  }
  for (const [index, node] of graph.nodes.entries()) {
    const counterpart = other.nodes[index];
    if (counterpart?.name !== node.name) throw new CompileError("it does something else for another number of images");
    const { value } = node.attributes;
    const otherValue = counterpart.attributes.value;
    if (value?.kind !== "tensor" || otherValue?.kind !== "tensor") continue;
    if (otherValue.bytes === NOT_COMPARED || Buffer.compare(value.bytes, otherValue.bytes) === 0) continue;
    for (const user of users.get(`${node.name}:0`) ?? []) {
      if (OPEN_INPUTS[user.node.op] !== user.input) {
        throw new CompileError(`${user.node.op} depends on the number of images`);
      }
    }
    const sizes = int32(value.bytes);
    const otherSizes = int32(otherValue.bytes);
    const open = sizes.map((size, axis) => (size === otherSizes[axis] ? size : -1));
    node.attributes = { ...node.attributes, value: { ...value, bytes: Buffer.from(open.buffer) } };
  }
}

function int32(bytes: Uint8Array): Int32Array {
  return new Int32Array(Uint8Array.from(bytes).buffer);
}
