import { functionMessage, type GraphFunction } from "./graph-function";
import { type Attributes, DataType, type GraphNode, nodeMessage, type Output, type } from "./graph-node";
import { Message } from "./protobuf-writer";

export {
  type Attribute,
  type Attributes,
  DataType,
  type GraphNode,
  nodeOf,
  type Output,
  shapeMessage,
  type,
} from "./graph-node";

/**
 * A TensorFlow graph under construction. Nodes can only be added.
 *
 * @example
 * const graph = new GraphDefinition();
 * const x = graph.placeholder(DataType.float32, [-1]);
 * const twice = graph.add("AddV2", [x, x], { T: type(DataType.float32) });
 */
export class GraphDefinition {
  readonly nodes: GraphNode[] = [];
  /** What operations with an attribute of the kind `function` call, by that name. */
  readonly functions: GraphFunction[] = [];

  /** @param device - what all of it is to run on, such as `/device:CPU:0`; left to TensorFlow if not said */
  constructor(private readonly device = "") {}

  /** Adds a node and returns its first output. Without a `name` the node is numbered. */
  add(op: string, inputs: readonly Output[], attributes: Attributes = {}, name = `${op}_${this.nodes.length}`): Output {
    this.nodes.push({ name, op, inputs, attributes });
    return `${name}:0`;
  }

  /** A tensor known in advance, `bytes` as TensorFlow lays it out; they must stay as they are. */
  constant(dataType: number, shape: readonly number[], bytes: Uint8Array): Output {
    return this.add("Const", [], {
      dtype: type(dataType),
      value: { kind: "tensor", type: dataType, shape, bytes },
    });
  }

  /** A float32 scalar. */
  float(value: number): Output {
    return this.constant(DataType.float32, [], new Uint8Array(Float32Array.of(value).buffer));
  }

  /** An int32 tensor known in advance. */
  int32s(shape: readonly number[], values: readonly number[]): Output {
    return this.constant(DataType.int32, shape, new Uint8Array(Int32Array.from(values).buffer));
  }

  /** An input that each run gives; -1 in `shape` is a size that may differ from run to run. */
  placeholder(dataType: number, shape: readonly number[], name?: string): Output {
    return this.add("Placeholder", [], { dtype: type(dataType), shape: { kind: "shape", value: shape } }, name);
  }

  /** The graph as a GraphDef message. */
  message(): Message {
    const graph = new Message();
    for (const node of this.nodes) graph.message(1, nodeMessage(node, this.device));
    const library = new Message();
    for (const definition of this.functions) library.message(1, functionMessage(definition));
    if (this.functions.length > 0) graph.message(2, library);
    return graph.message(4, new Message().integer(1, GRAPH_VERSION));
  }
}

/** The producer version that says which rules of TensorFlow the graph follows: that of TensorFlow 2.16 and later. */
const GRAPH_VERSION = 1882;
