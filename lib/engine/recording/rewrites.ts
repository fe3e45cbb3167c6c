import { DataType, type } from "../graph/graph-definition";
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

/**
 * A product of two matrices, which TensorFlow.js says as a batch of products (sometimes of one): MatMul, which TensorFlow
 * fuses with the bias that follows. Where a matrix is transposed, as in gradients, a batch of one is the better name for
 * it: TensorFlow multiplies those with another routine, several times as fast in float32.
 */
function matrixProduct(operation: RecordedOperation): RecordedOperation {
  const { T, adj_x, adj_y } = operation.attributes;
  if (T === undefined || adj_x?.kind !== "boolean" || adj_y?.kind !== "boolean") return operation;
  if (adj_x.value || adj_y.value) return operation;
  const inputs = operation.inputs.flatMap((value) => {
    const matrix = value.shape.length === 3 && value.shape[0] === 1 ? value.origin : value;
    return matrix?.shape.length === 2 ? [matrix] : [];
  });
  const [x, y] = inputs;
  if (x === undefined || y === undefined) return operation;
  const [rows = 0] = x.shape;
  const [, columns = 0] = y.shape;
  const attributes = { T, transpose_a: adj_x, transpose_b: adj_y };
  return { op: "MatMul", attributes, inputs, resultShape: [rows, columns] };
}

function size({ shape }: Value): number {
  return shape.reduce((product, length) => product * length, 1);
}
