import { DataType, type GraphDefinition, nodeOf, type Output, type } from "./graph-definition";
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

/** What follows a matrix operation and loses next to nothing by staying in bfloat16. */
const FOLLOWING_OPERATIONS = new Set([
  "BiasAdd",
  "BiasAddGrad",
  "Relu",
  "ReluGrad",
  "MaxPool",
  "MaxPoolGrad",
  "Reshape",
]);

/** Adds an operation to the graph, with casts where its precision asks for them, and returns its results. */
export function emit(
  graph: GraphDefinition,
  operation: RecordedOperation,
  precision: Precision,
  results: readonly { shape: readonly number[]; dataType: number }[],
): Value[] {
  const { op, inputs } = operation;
  const bfloat16 = precision === "bfloat16" && inBfloat16(operation);
  const outputs = inputs.map((value) =>
    bfloat16 && value.dataType === DataType.float32 ? roundedOutput(graph, value) : fullOutput(graph, value),
  );
  const attribute = op === "Cast" ? "DstT" : "T";
  const attributes = bfloat16
    ? { ...operation.attributes, [attribute]: type(DataType.bfloat16) }
    : operation.attributes;
  const node = nodeOf(graph.add(op, outputs, attributes));
  const mask = isMask(operation);
  return results.map((result, index) => ({
    ...result,
    [bfloat16 ? "bfloat16" : "output"]: `${node}:${index}`,
    mask,
    origin: op === "Reshape" ? inputs[0] : undefined,
  }));
}

function inBfloat16({ op, inputs }: RecordedOperation): boolean {
  if (MATRIX_OPERATIONS.has(op)) return inputs.some(({ dataType }) => dataType === DataType.float32);
  if (FOLLOWING_OPERATIONS.has(op)) return inputs.some(onlyBfloat16);
  if (op === "Cast") return inputs.some(({ mask }) => mask === true);
  const others = inputs.filter(({ mask }) => mask !== true);
  return op === "Mul" && others.length === 1 && others.every((value) => onlyBfloat16(value) || isNumber(value));
}

/** Whether the result is a mask of dropout: nothing else compares int16, which TensorFlow.js does not know. */
function isMask({ op, inputs }: RecordedOperation): boolean {
  if (op === "GreaterEqual") return inputs.some(({ dataType }) => dataType === DataType.int16);
  return (op === "Cast" || op === "Mul") && inputs.every((value) => value.mask === true || isNumber(value));
}

function onlyBfloat16({ output, bfloat16 }: Value): boolean {
  return output === undefined && bfloat16 !== undefined;
}

function isNumber({ elements, shape }: Value): boolean {
  return elements !== undefined && shape.length === 0;
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
