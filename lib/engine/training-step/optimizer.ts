import { DataType, type GraphDefinition, type Output, type } from "../graph/graph-definition";
import { tf } from "../tensorflow";

/**
 * The optimizers, which compute what those of `tf.train` do, with these numbers:
 * - `sgd`: stochastic gradient descent
 * - `momentum`: gradient descent with momentum 0.9 (Polyak 1964)
 * - `rmsprop`: RMSProp with decay 0.9 and epsilon 1e-7 (Hinton 2012)
 * - `adam`: Adam with beta 0.9 and 0.999 and epsilon 1e-7 (Kingma and Ba 2014)
 */
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** Their names. */
export const OPTIMIZERS = ["adam", "sgd", "momentum", "rmsprop"] as const;

const MOMENTUM = 0.9;
const DECAY = 0.9;
const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-7;

/** The update of one weight in a graph. */
export interface GraphUpdate {
  graph: GraphDefinition;
  /** The weight's variable, then those that the optimizer keeps for it. */
  variables: readonly Output[];
  gradient: Output;
  /** Where the graph has the optimizer's `numbers`. */
  numbers: readonly Output[];
  /** Control inputs: what must have happened before. */
  after: readonly Output[];
}

/** An optimizer as TensorFlow's operations. */
export interface GraphOptimizer {
  /** How many variables of a weight's shape it keeps for each weight. */
  slots: number;
  /** The numbers that differ from update to update; updates are counted from 1. */
  numbers(learningRate: number, update: number): number[];
  /** Adds the node that updates a weight. */
  add(update: GraphUpdate): Output;
}

const float32 = { T: type(DataType.float32) };

const GRAPH_OPTIMIZERS: Readonly<Record<OptimizerName, GraphOptimizer>> = {
  adam: {
    slots: 2,
    // TensorFlow adds epsilon before the second moment is corrected for its start from 0, tf.train.adam after:
    // correcting epsilon too makes them the same.
    numbers: (learningRate, update) => [
      BETA_1 ** update,
      BETA_2 ** update,
      learningRate,
      BETA_1,
      BETA_2,
      EPSILON * Math.sqrt(1 - BETA_2 ** update),
    ],
    add: ({ graph, variables, numbers, gradient, after }) =>
      graph.add("ResourceApplyAdam", [...variables, ...numbers, gradient, ...after], float32),
  },
  sgd: {
    slots: 0,
    numbers: (learningRate) => [learningRate],
    add: ({ graph, variables, numbers, gradient, after }) =>
      graph.add("ResourceApplyGradientDescent", [...variables, ...numbers, gradient, ...after], float32),
  },
  momentum: {
    slots: 1,
    numbers: (learningRate) => [learningRate],
    add: ({ graph, variables, numbers, gradient, after }) =>
      graph.add(
        "ResourceApplyMomentum",
        [...variables, ...numbers, gradient, graph.float(MOMENTUM), ...after],
        float32,
      ),
  },
  rmsprop: {
    slots: 2,
    numbers: (learningRate) => [learningRate, DECAY, 0, EPSILON],
    add: ({ graph, variables, numbers, gradient, after }) =>
      graph.add("ResourceApplyRMSProp", [...variables, ...numbers, gradient, ...after], float32),
  },
};

/**
 * The optimizer as operations of a graph.
 *
 * @throws when there is no optimizer of this name
 */
export function graphOptimizer(name: OptimizerName): GraphOptimizer {
  if (!OPTIMIZERS.includes(name)) {
    throw new Error(`there is no optimizer ${name}: it is one of ${OPTIMIZERS.join(", ")}`);
  }
  return GRAPH_OPTIMIZERS[name];
}

/** An optimizer of TensorFlow.js whose learning rate can be set. */
export type EagerOptimizer = tf.Optimizer & { setLearningRate(learningRate: number): void };

class AdjustableAdam extends tf.AdamOptimizer {
  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }
}

class AdjustableRmsProp extends tf.RMSPropOptimizer {
  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }
}

class DisposableMomentum extends tf.MomentumOptimizer {
  override dispose(): void {
    super.dispose();
    this.c.dispose(); // the learning rate, which TensorFlow.js forgets
  }
}

/** The optimizer as TensorFlow.js has it, which works operation by operation. */
export function eagerOptimizer(name: OptimizerName): EagerOptimizer {
  switch (name) {
    case "adam":
      return new AdjustableAdam(0, BETA_1, BETA_2, EPSILON);
    case "sgd":
      return new tf.SGDOptimizer(0);
    case "momentum":
      return new DisposableMomentum(0, MOMENTUM);
    case "rmsprop":
      return new AdjustableRmsProp(0, DECAY, 0, EPSILON);
  }
}
