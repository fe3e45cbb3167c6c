import { type GraphDefinition, type GraphNode, nodeOf, type Output } from "../graph/graph-definition";

/**
 * Takes the maximum of a pooling before bias and relu are computed, where a network has a convolution, its bias, relu and
 * max-pooling in this order, and is trained.
 *
 * All three keep order, so the largest of a window stays the largest: the result is the same. But bias and relu, and on
 * the way back the gradients of both, have only what is left after the pooling to go through: a quarter, with windows of
 * 2 x 2. (The sum that is the bias's gradient is taken in another order, so its last digits differ.)
 *
 * The nodes stay and change places, so that whoever uses their outputs finds what was there before.
 *
 * @param from - the place in `graph.nodes` of the first node that may be changed
 * @param results - outputs that are used outside of the graph
 */
export function poolFirst(graph: GraphDefinition, from: number, results: ReadonlySet<Output>): void {
  const nodes = graph.nodes.slice(from);
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const users = usersOf(nodes);
  for (const pool of nodes.filter(({ op }) => op === "MaxPool")) {
    const found = findPooling(pool, byName, users, results);
    if (found !== undefined) reorder(pool, found);
  }
}

/** The nodes around a max-pooling, and what they get from outside. */
interface Pooling {
  bias: GraphNode;
  relu: GraphNode;
  poolGradient: GraphNode;
  reluGradient: GraphNode;
  biasGradients: readonly GraphNode[];
  /** The convolution's result. */
  input: Output;
  /** The gradient of the pooling's result. */
  gradient: Output;
}

function findPooling(
  pool: GraphNode,
  byName: ReadonlyMap<string, GraphNode>,
  users: ReadonlyMap<Output, readonly GraphNode[]>,
  results: ReadonlySet<Output>,
): Pooling | undefined {
  const inputOf = (node: GraphNode | undefined, op: string) => {
    const input = byName.get(nodeOf(node?.inputs[0] ?? ":"));
    return input?.op === op ? input : undefined;
  };
  const usersOfNode = (node: GraphNode) => users.get(`${node.name}:0`) ?? [];
  const relu = inputOf(pool, "Relu");
  const bias = inputOf(relu, "BiasAdd");
  const poolGradient = usersOfNode(pool).find(
    ({ op, inputs }) => op === "MaxPoolGrad" && inputs[1] === `${pool.name}:0`,
  );
  const [reluGradient] = poolGradient ? usersOfNode(poolGradient) : [];
  if (!relu || !bias || !poolGradient || reluGradient?.op !== "ReluGrad") return undefined;
  const inner: [GraphNode, readonly GraphNode[]][] = [
    [bias, [relu]],
    [relu, [pool, poolGradient, reluGradient]],
    [poolGradient, [reluGradient]],
  ];
  const alone = inner.every(
    ([node, expected]) => !results.has(`${node.name}:0`) && usersOfNode(node).every((user) => expected.includes(user)),
  );
  const [input, gradient] = [bias.inputs[0], poolGradient.inputs[2]];
  if (!alone || input === undefined || gradient === undefined) return undefined;
  const biasGradients = usersOfNode(reluGradient).filter(({ op }) => op === "BiasAddGrad");
  return { bias, relu, poolGradient, reluGradient, biasGradients, input, gradient };
}

function reorder(pool: GraphNode, { bias, relu, poolGradient, reluGradient, ...rest }: Pooling): void {
  const { biasGradients, input, gradient } = rest;
  const output = ({ name }: GraphNode) => `${name}:0`;
  swapOperations(relu, pool);
  relu.inputs = [input]; // the pooling now
  bias.inputs = [output(relu), ...bias.inputs.slice(1)];
  pool.inputs = [output(bias)]; // the relu now
  swapOperations(poolGradient, reluGradient);
  poolGradient.inputs = [gradient, output(pool)]; // relu's gradient now
  reluGradient.inputs = [input, output(relu), output(poolGradient)]; // the pooling's gradient now
  for (const node of biasGradients) node.inputs = [output(poolGradient)];
}

function swapOperations(one: GraphNode, other: GraphNode): void {
  [one.op, other.op] = [other.op, one.op];
  [one.attributes, other.attributes] = [other.attributes, one.attributes];
}

function usersOf(nodes: readonly GraphNode[]): Map<Output, GraphNode[]> {
  const users = new Map<Output, GraphNode[]>();
  for (const node of nodes) {
    for (const input of node.inputs) users.set(input, [...(users.get(input) ?? []), node]);
  }
  return users;
}
