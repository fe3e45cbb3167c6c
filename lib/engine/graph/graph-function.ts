import { type GraphNode, nodeMessage, nodeOf, type Output } from "./graph-node";
import { Message } from "./protobuf-writer";

/** A function that operations of a graph can call. */
export interface GraphFunction {
  name: string;
  /** The names of what it takes, with their element types; the nodes have them as inputs, by name alone. */
  arguments: Readonly<Record<string, number>>;
  /** Its nodes, made by a `GraphDefinition` of their own; their operations have one output each. */
  nodes: readonly GraphNode[];
  /** What it returns. */
  result: { output: Output; dataType: number };
}

/** What TensorFlow calls the output of an operation: inside functions, outputs go by these names. */
const OUTPUT_NAMES: Readonly<Record<string, string>> = {
  AddV2: "z",
  Cast: "y",
  Const: "output",
  DecodeAndCropJpeg: "image",
  DecodeJpeg: "image",
  ExpandDims: "output",
  Pad: "output",
  Reshape: "output",
  ResizeArea: "resized_images",
  ResizeBilinear: "resized_images",
};

/**
 * A function as a FunctionDef message (tensorflow/core/framework/function.proto).
 *
 * @throws if it has an operation of which the output's name is not known here
 */
export function functionMessage({ name, arguments: taken, nodes, result }: GraphFunction): Message {
  const operations = new Map(nodes.map((node) => [node.name, node.op]));
  const named = (input: Output): string => {
    if (input in taken) return input;
    const operation = operations.get(nodeOf(input)) ?? "";
    const output = OUTPUT_NAMES[operation];
    if (output === undefined) throw new Error(`the function ${name} takes an output of ${operation || input}`);
    return `${nodeOf(input)}:${output}:0`;
  };
  const signature = new Message().string(1, name);
  for (const [argument, dataType] of Object.entries(taken)) signature.message(2, argumentMessage(argument, dataType));
  signature.message(3, argumentMessage("result", result.dataType));
  const definition = new Message().message(1, signature);
  for (const node of nodes) definition.message(3, nodeMessage({ ...node, inputs: node.inputs.map(named) }));
  return definition.message(4, new Message().string(1, "result").string(2, named(result.output)));
}

/** An ArgDef. */
function argumentMessage(name: string, dataType: number): Message {
  return new Message().string(1, name).integer(3, dataType);
}
