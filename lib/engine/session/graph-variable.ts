import { DataType, type GraphDefinition, nodeOf, type Output, type } from "../graph/graph-definition";
import { nodeBackend } from "../node-backend";
import { runSession } from "./session";

/** A variable of a graph, and the nodes that work on it. */
export interface GraphVariable {
  /** The resource, which operations that update it take. */
  handle: Output;
  /** Its value at the start of a run. */
  value: Output;
  /** Where a run is given a new value, and what it then has to fetch. */
  given: Output;
  assigned: Output;
}

/** A variable that can start from zeros. */
export interface ZeroVariable extends GraphVariable {
  shape: number[];
  /** What a run has to fetch for the variable to become zeros. */
  zeroed: Output;
}

/** Adds a variable to a graph; it has no value before it is given one. */
export function addVariable(graph: GraphDefinition, dataType: number, shape: number[]): GraphVariable {
  const dtype = { dtype: type(dataType) };
  const handle = graph.add("VarHandleOp", [], {
    ...dtype,
    shape: { kind: "shape", value: shape },
    shared_name: { kind: "string", value: `variable_${graph.nodes.length}` },
  });
  const value = graph.add("ReadVariableOp", [handle], dtype);
  const given = graph.placeholder(dataType, shape);
  return { handle, value, given, assigned: addAssignment(graph, handle, given, dataType) };
}

/** Adds a float32 variable that TensorFlow itself can fill with zeros, so that none need be handed over. */
export function addZeroVariable(graph: GraphDefinition, shape: number[]): ZeroVariable {
  const variable = addVariable(graph, DataType.float32, shape);
  const zeros = graph.add("Fill", [graph.int32s([shape.length], shape), graph.float(0)], {
    T: type(DataType.float32),
    index_type: type(DataType.int32),
  });
  return { ...variable, shape, zeroed: addAssignment(graph, variable.handle, zeros, DataType.float32) };
}

/** Adds an assignment; what is returned must be fetched for it to happen. */
function addAssignment(graph: GraphDefinition, handle: Output, value: Output, dataType: number): Output {
  const assign = graph.add("AssignVariableOp", [handle, value], { dtype: type(dataType) });
  return graph.add("Identity", [graph.float(1), `^${nodeOf(assign)}`], { T: type(DataType.float32) });
}

/** Gives variables in a session the values of tensors, `from`, which stay the caller's. */
export function giveValues(session: number, variables: readonly (GraphVariable & { from: number })[]): void {
  const feeds = variables.map(({ given, from }) => ({ output: given, handle: from }));
  const fetches = variables.map(({ assigned }) => assigned);
  deleteAll(runSession(session, feeds, fetches));
}

/** Fills variables in a session with zeros. */
export function giveZeros(session: number, variables: readonly ZeroVariable[]): void {
  const fetches = variables.map(({ zeroed }) => zeroed);
  deleteAll(runSession(session, [], fetches));
}

/** Frees tensors that a session gave. */
export function deleteAll(tensors: readonly { id: number }[]): void {
  for (const { id } of tensors) nodeBackend().binding.deleteTensor(id);
}
