import { DataType, type } from "./graph-definition";
import type { RecordedOperation, Value } from "./recorded-operation";

/**
 * Says an operation the way TensorFlow is fastest at it; the result is the same.
 *
 * TensorFlow.js knows fewer operations than TensorFlow. The ones put in here are those whose kernels TensorFlow fuses
 * (a convolution with its bias and activation is one kernel in inference) or runs on all cores.
 */
export function rewritten(operation: RecordedOperation): RecordedOperation {
  switch (operation.op) {
    case "Add":
    case "AddV2":
      return biasAddition(operation);
    case "Sum":
      return biasGradient(operation);
    case "BatchMatMulV2":
      return matrixProduct(operation);
    default:
      return operation;
  }
}

/** x + b, with b along the last axis: BiasAdd. Layers give b the shape [1, 1, 1, channels] first, which is undone. */
function biasAddition(operation: RecordedOperation): RecordedOperation {
  const { inputs, attributes } = operation;
  const [x, y] = inputs;
  if (x === undefined || y === undefined || x.dataType !== DataType.float32) return operation;
  const bias = y.shape.length > 1 && y.origin?.shape.length === 1 && size(y) === y.shape.at(-1) ? y.origin : y;
  if (bias.shape.length !== 1 || x.shape.length < 2 || x.shape.at(-1) !== bias.shape[0]) return operation;
  return { op: "BiasAdd", attributes, inputs: [x, bias] };
}

/** The sum over all axes but the last, which is a bias's gradient: BiasAddGrad. */
function biasGradient(operation: RecordedOperation): RecordedOperation {
  const { inputs, attributes } = operation;
  const [x, axes] = inputs;
  const kept = attributes.keep_dims;
  if (x === undefined || axes?.elements === undefined || x.dataType !== DataType.float32) return operation;
  if (kept?.kind !== "boolean" || kept.value || x.shape.length < 2) return operation;
  const leading = Array.from({ length: x.shape.length - 1 }, (_, axis) => axis);
  const summed = Array.from(axes.elements).sort((a, b) => a - b);
  if (summed.length !== leading.length || !leading.every((axis) => summed[axis] === axis)) return operation;
  return { op: "BiasAddGrad", attributes: { T: type(x.dataType) }, inputs: [x] };
}

/** A product of two matrices is said as a batch of them: MatMul. */
function matrixProduct(operation: RecordedOperation): RecordedOperation {
  const { inputs, attributes } = operation;
  const { T, adj_x, adj_y } = attributes;
  if (T === undefined || adj_x === undefined || adj_y === undefined) return operation;
  if (inputs.some(({ shape }) => shape.length !== 2)) return operation;
  return { op: "MatMul", attributes: { T, transpose_a: adj_x, transpose_b: adj_y }, inputs };
}

function size({ shape }: Value): number {
  return shape.reduce((product, length) => product * length, 1);
}
