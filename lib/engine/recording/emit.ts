import type { Precision } from "../device/precision";
import { DataType, type GraphDefinition, nodeOf, type Output, type } from "../graph/graph-definition";
import { leavesPlacesUnwritten } from "./filter-gradient";
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
  const mask = scaledMask(operation);
  if (mask !== undefined) return results.map((result) => ({ ...result, mask }));
  const { op, inputs } = operation;
  const bfloat16 = precision === "bfloat16" && inBfloat16(operation, results[0]?.shape ?? []);
  const outputs = inputs.map((value) =>
    bfloat16 && value.dataType === DataType.float32 ? roundedOutput(graph, value) : fullOutput(graph, value),
  );
  const attributes = bfloat16 ? { ...operation.attributes, T: type(DataType.bfloat16) } : operation.attributes;
  const node = nodeOf(graph.add(op, outputs, attributes));
  return results.map((result, index) => {
    const output = `${node}:${index}`;
    return {
      ...result,
      ...(bfloat16 ? { bfloat16: output } : { output }),
      origin: op === "Reshape" ? inputs[0] : undefined,
      mask: comparesInt16(operation) ? { kept: output, scale: 1 } : undefined,
    };
  });
}

function inBfloat16(operation: RecordedOperation, shape: readonly number[]): boolean {
  const { op, inputs } = operation;
  if (leavesPlacesUnwritten(operation, shape)) return false;
  if (MATRIX_OPERATIONS.has(op)) return inputs.some(({ dataType }) => dataType === DataType.float32);
  if (FOLLOWING_OPERATIONS.has(op)) return inputs.some(onlyBfloat16);
  return op === "Mul" && inputs.some(({ mask }) => mask !== undefined) && inputs.some(onlyBfloat16);
}

/** Only dropout does: TensorFlow.js does not know int16. */
function comparesInt16({ op, inputs }: RecordedOperation): boolean {
  return op === "GreaterEqual" && inputs.some(({ dataType }) => dataType === DataType.int16);
}

/** A mask that becomes float32, or is multiplied by a number; a node is made when it is known in which type. */
function scaledMask({ op, inputs }: RecordedOperation): Value["mask"] {
  const [x, y] = inputs;
  if (op === "Cast") return x?.mask;
  if (op !== "Mul" || x?.mask === undefined || y?.elements === undefined || y.shape.length > 0) return undefined;
  return { kept: x.mask.kept, scale: x.mask.scale * (y.elements[0] ?? Number.NaN) };
}

function onlyBfloat16({ output, bfloat16 }: Value): boolean {
  return output === undefined && bfloat16 !== undefined;
}

/** The output that has a value in the type that the function sees. */
export function fullOutput(graph: GraphDefinition, value: Value): Output {
  const { bfloat16, elements, mask } = value;
  if (value.output !== undefined) return value.output;
  if (mask !== undefined) {
    value.output = maskOutput(graph, mask, DataType.float32);
  } else if (elements !== undefined) {
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
  value.bfloat16 ??= value.mask
    ? maskOutput(graph, value.mask, DataType.bfloat16)
    : cast(graph, fullOutput(graph, value), DataType.float32, DataType.bfloat16);
  return value.bfloat16;
}

function maskOutput(graph: GraphDefinition, { kept, scale }: NonNullable<Value["mask"]>, dataType: number): Output {
  const scaleOutput = graph.float(scale);
  const number = dataType === DataType.float32 ? scaleOutput : cast(graph, scaleOutput, DataType.float32, dataType);
  return graph.add("Mul", [cast(graph, kept, DataType.bool, dataType), number], { T: type(dataType) });
}

function cast(graph: GraphDefinition, output: Output, from: number, to: number): Output {
  return graph.add("Cast", [output], { SrcT: type(from), DstT: type(to) });
}
