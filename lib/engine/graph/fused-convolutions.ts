import { DataType, type GraphNode, nodeOf, type Output } from "./graph-node";

/** The operations that TensorFlow.js computes together with what follows them, and what they are called then. */
const FUSED: Readonly<Record<string, string>> = {
  Conv2D: "_FusedConv2D",
  DepthwiseConv2dNative: "FusedDepthwiseConv2dNative",
};

/**
 * The nodes of a graph in which each convolution, its bias and a ReLU or ReLU6 (a `Relu` of which the minimum with 6 is taken) after
 * them are one operation, where nothing else asks for what is between. TensorFlow.js then goes over an image once and not four times.
 *
 * @param nodes - each after those that it takes from
 * @returns in their order; an operation that takes the place of several has the name of the last
 */
export function fusedConvolutions(nodes: readonly GraphNode[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const users = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    for (const input of node.inputs) users.set(nodeOf(input), [...(users.get(nodeOf(input)) ?? []), node]);
  }
  /** What alone takes a node's output, if it is such an operation. */
  const next = (node: GraphNode, op: string): GraphNode | undefined => {
    const [user, ...others] = users.get(node.name) ?? [];
    return user?.op === op && others.length === 0 ? user : undefined;
  };
  const isSix = (output: Output) => {
    const value = byName.get(nodeOf(output))?.attributes.value;
    if (value?.kind !== "tensor" || value.type !== DataType.float32 || value.shape.length > 0) return false;
    return new Float32Array(Uint8Array.from(value.bytes).buffer)[0] === 6;
  };
  const replaced = new Map<string, GraphNode>();
  const left = new Set<string>();
  for (const convolution of nodes) {
    const op = FUSED[convolution.op];
    const bias = next(convolution, "BiasAdd");
    if (op === undefined || bias === undefined) continue;
    const relu = next(bias, "Relu");
    const minimum = relu && next(relu, "Minimum");
    const relu6 = minimum?.inputs.some(isSix) ? minimum : undefined;
    const chain = [convolution, bias, relu, relu6].filter((node) => node !== undefined);
    const activation = relu6 ? ["Relu6"] : relu ? ["Relu"] : [];
    for (const node of chain) left.add(node.name);
    const last = chain.at(-1) ?? bias;
    replaced.set(last.name, {
      name: last.name,
      op,
      inputs: [...convolution.inputs, ...bias.inputs.slice(1)],
      attributes: {
        ...convolution.attributes,
        num_args: { kind: "integer", value: 1 },
        fused_ops: { kind: "strings", value: ["BiasAdd", ...activation] },
      },
    });
  }
  return nodes.flatMap((node) => replaced.get(node.name) ?? (left.has(node.name) ? [] : [node]));
}
