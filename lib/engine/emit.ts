import { type Attributes, DataType, type GraphDefinition, type Output, type } from "./graph-definition";
import type { Precision } from "./precision";
import type { RecordedOperation, Value } from "./recorded-operation";

/** What is computed in bfloat16 if that is the precision. */
const MATRIX_OPERATIONS = new Set([
  "Conv2D",
  "Conv2DBackpropFilter",
  "Conv2DBackpropInput",
  "DepthwiseConv2dNative",
  "DepthwiseConv2dNativeBackpropFilter",
  "DepthwiseConv2dNativeBackpropInput",
  "MatMul",
  "BatchMatMulV2",
]);

/** What stands between two matrix operations and loses nothing, or next to nothing, by staying in bfloat16. */
const FOLLOWING_OPERATIONS = new Set(["BiasAdd", "Relu", "ReluGrad", "MaxPool", "MaxPoolGrad", "Reshape"]);

/**
 * Adds an operation to the graph, with casts where its precision asks for them.
 *
 * @returns the node's name, and whether its result is in bfloat16
 */
export function emit(
  graph: GraphDefinition,
  { op, attributes, inputs }: RecordedOperation,
  precision: Precision,
): { node: Output; bfloat16: boolean } {
  const floats = inputs.filter(({ dataType }) => dataType === DataType.float32);
  const bfloat16 =
    precision === "bfloat16" &&
    floats.length > 0 &&
    (MATRIX_OPERATIONS.has(op) ||
      (FOLLOWING_OPERATIONS.has(op) &&
        floats.some(({ output, bfloat16 }) => output === undefined && bfloat16 !== undefined)));
  const outputs = inputs.map((value) =>
    bfloat16 && value.dataType === DataType.float32 ? roundedOutput(graph, value) : fullOutput(graph, value),
  );
  const typed: Attributes = bfloat16 ? { ...attributes, T: type(DataType.bfloat16) } : attributes;
  return { node: graph.add(op, outputs, typed), bfloat16 };
}

/** The output that has a value in the type that the function sees. */
export function fullOutput(graph: GraphDefinition, value: Value): Output {
  const { bfloat16, elements } = value;
  if (value.output !== undefined) return value.output;
  if (elements !== undefined) {
    const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
    value.output = graph.constant(value.dataType, value.shape, bytes);
  } else if (bfloat16 !== undefined) {
    value.output = cast(graph, bfloat16, DataType.bfloat16, DataType.float32);
  } else {
    throw new Error("a recorded value that no node gives");
  }
  return value.output;
}

function roundedOutput(graph: GraphDefinition, value: Value): Output {
  value.bfloat16 ??= cast(graph, fullOutput(graph, value), DataType.float32, DataType.bfloat16);
  return value.bfloat16;
}

function cast(graph: GraphDefinition, output: Output, from: number, to: number): Output {
  return graph.add("Cast", [output], { SrcT: type(from), DstT: type(to) });
}
