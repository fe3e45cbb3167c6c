import type { Precision } from "../device/precision";
import { DataType, type GraphDefinition, type } from "../graph/graph-definition";
import { emit } from "./emit";
import type { RecordedOperation, Value } from "./recorded-operation";
import { rewritten } from "./rewrites";

/**
 * Adds a recorded operation to a graph, as TensorFlow is fastest at it; what changes nothing is left out.
 *
 * @param results - what the operation gave
 * @returns its results in the graph
 */
export function addOperation(
  graph: GraphDefinition,
  operation: RecordedOperation,
  precision: Precision,
  results: readonly { shape: readonly number[]; dataType: number }[],
): Value[] {
  const [first] = results;
  const [input] = operation.inputs;
  if (operation.op === "Reshape" && input?.origin && first && equal(input.origin.shape, first.shape)) {
    return [input.origin]; // back to what it was
  }
  if (operation.op === "Cast" && input?.dataType === first?.dataType && input) return [input]; // not a change
  const better = rewritten(operation);
  const { resultShape = first?.shape } = better;
  if (first === undefined || resultShape === undefined || equal(resultShape, first.shape)) {
    return emit(graph, better, precision, results);
  }
  const values = emit(graph, better, precision, [{ ...first, shape: resultShape }]);
  const shape = { dataType: DataType.int32, shape: [first.shape.length], elements: Int32Array.from(first.shape) };
  const attributes = { T: type(first.dataType), Tshape: type(DataType.int32) };
  return emit(graph, { op: "Reshape", attributes, inputs: [...values, shape] }, precision, results);
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
