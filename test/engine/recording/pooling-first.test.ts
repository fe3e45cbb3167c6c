import { describe, expect, test } from "vitest";
import { GraphDefinition, type Output } from "../../../lib/engine/graph/graph-definition";
import { poolFirst } from "../../../lib/engine/recording/pooling-first";
import { tf } from "../../../lib/engine/tensorflow";
import { compiledTrainingStep } from "../../../lib/engine/training-step/compiled-training-step";
import { eagerTrainingStep } from "../../../lib/engine/training-step/eager-training-step";
import { apply, batch, losses, relativeDifference, trained } from "../small-network";

/** A convolution's bias, relu and pooling, and the way back. */
function graphOfPooling() {
  const graph = new GraphDefinition();
  const [conv, bias, gradient] = ["conv", "bias", "gradient"].map((name) => graph.add("Given", [], {}, name));
  if (!conv || !bias || !gradient) throw new Error("three outputs were expected");
  const biased = graph.add("BiasAdd", [conv, bias]);
  const relu = graph.add("Relu", [biased]);
  const pool = graph.add("MaxPool", [relu], { padding: { kind: "string", value: "SAME" } });
  const poolGradient = graph.add("MaxPoolGrad", [relu, pool, gradient]);
  const reluGradient = graph.add("ReluGrad", [poolGradient, relu]);
  const biasGradient = graph.add("BiasAddGrad", [reluGradient]);
  return { graph, conv, bias, gradient, relu, pool, reluGradient, biasGradient };
}

/** What an output is computed by, written out. */
function formula(graph: GraphDefinition, output: Output): string {
  const node = graph.nodes.find(({ name }) => `${name}:0` === output);
  if (node === undefined) throw new Error(`there is no ${output}`);
  return node.op === "Given"
    ? node.name
    : `${node.op}(${node.inputs.map((input) => formula(graph, input)).join(", ")})`;
}

describe("poolFirst", () => {
  test("computes bias and relu, and their gradients, of what is left after the pooling", () => {
    const { graph, pool, reluGradient, biasGradient } = graphOfPooling();
    poolFirst(graph, 0, new Set());
    const pooled = "BiasAdd(MaxPool(conv), bias)";
    const gradient = `ReluGrad(gradient, Relu(${pooled}))`;
    expect(formula(graph, pool)).toBe(`Relu(${pooled})`);
    expect(formula(graph, reluGradient)).toBe(`MaxPoolGrad(conv, MaxPool(conv), ${gradient})`);
    expect(formula(graph, biasGradient)).toBe(`BiasAddGrad(${gradient})`);
    const padded = graph.nodes.filter(({ attributes }) => attributes.padding !== undefined);
    expect(padded.map(({ op }) => op)).toEqual(["MaxPool"]);
  });

  test("leaves alone what else is used, results, and what was there before", () => {
    const used = graphOfPooling();
    used.graph.add("Neg", [used.relu]);
    const result = graphOfPooling();
    const before = graphOfPooling();
    const expected = formula(before.graph, before.reluGradient);
    poolFirst(used.graph, 0, new Set());
    poolFirst(result.graph, 0, new Set([result.relu]));
    poolFirst(before.graph, before.graph.nodes.length, new Set());
    for (const { graph, reluGradient } of [used, result, before]) expect(formula(graph, reluGradient)).toBe(expected);
  });

  test.each([
    ["windows side by side", { poolSize: 2, strides: 2 }],
    ["windows that overlap", { poolSize: 3, strides: 1 }],
  ])("trains as before with %s", (_, pooling) => {
    const network = () => {
      const kernelInitializer = tf.initializers.glorotUniform({ seed: 1 });
      const input = tf.input({ shape: [8, 8, 3] });
      const conv = apply(
        tf.layers.conv2d({ filters: 6, kernelSize: 3, padding: "same", activation: "relu", kernelInitializer }),
        input,
      );
      const pooled = apply(tf.layers.maxPooling2d({ ...pooling, padding: "same" }), conv);
      const output = apply(tf.layers.dense({ units: 3, kernelInitializer }), apply(tf.layers.flatten(), pooled));
      return tf.model({ inputs: input, outputs: output });
    };
    const [model, other] = [network(), network()];
    const shared = { optimizer: "momentum", precision: "float32" } as const;
    const compiled = compiledTrainingStep({ losses: losses(model), weights: trained(model), ...shared });
    const eager = eagerTrainingStep({ losses: losses(other), weights: trained(other), ...shared });
    for (let step = 0; step < 20; step++) {
      const inputs = batch(6, step);
      for (const one of [compiled, eager]) one.run(inputs, { learningRate: 0.01 });
      tf.dispose(inputs);
    }
    expect(relativeDifference(model.getWeights(), other.getWeights())).toBeLessThan(1e-4);
    for (const owned of [compiled, eager, model, other]) owned.dispose();
  });
});
