import { describe, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { checkLayerOrder } from "../../../lib/model/saving/layer-order";
import { apply } from "../../engine/small-network";

const { layers } = tf;

/** A network with a layer that is called twice, what is between being made first, and with networks as layers. */
function entangled(): tf.LayersModel {
  const input = tf.input({ shape: [4] });
  const twice = layers.dense({ units: 4, name: "twice" });
  const once = apply(layers.dense({ units: 4, name: "once" }), apply(twice, input));
  const sequential = tf.sequential({ layers: [layers.dense({ units: 4, inputShape: [4] })], name: "sequential" });
  const inner = tf.input({ shape: [4] });
  const within = tf.model({ inputs: inner, outputs: apply(layers.dense({ units: 2 }), inner), name: "within" });
  const outputs = apply(within, apply(sequential, apply(twice, once)));
  return tf.model({ inputs: input, outputs });
}

const layer = (name: string, ...inputs: unknown[]) => ({
  name,
  class_name: "Dense",
  config: { name },
  inbound_nodes: inputs,
});
const input = { name: "input", class_name: "InputLayer", config: { name: "input" }, inbound_nodes: [] };

describe("checkLayerOrder", () => {
  test("accepts what TensorFlow.js writes, and what it loads", async () => {
    const model = entangled();
    const topology = model.toJSON(undefined, false);
    if (typeof topology === "string") throw new Error("an object was expected");
    expect(() => checkLayerOrder(topology)).not.toThrow();
    const loaded = await tf.models.modelFromJSON({ modelTopology: topology });
    loaded.dispose();
    model.dispose();
  });

  test.each([
    ["a layer that is missing", [input, layer("a", [["b", 0, 0, {}]])], "has nothing that its layer a could take"],
    [
      "a circle",
      [input, layer("a", [["b", 0, 0, {}]]), layer("b", [["a", 0, 0, {}]])],
      "has nothing that its layer a could take",
    ],
    ["a call that is not made", [input, layer("a", [["input", 1, 0, {}]])], "has nothing that its layer a could take"],
    ["a call of nothing", [input, layer("a", [])], "does not say what its layer a takes"],
    ["a call of something else", [input, layer("a", ["input", 0, 0])], "does not say what its layer a takes"],
    ["no calls", [input, { ...layer("a"), inbound_nodes: null }], "does not say what its layer a takes"],
    ["a name twice", [input, layer("a", [["input", 0, 0, {}]]), layer("a")], 'has a layer "a", which'],
    ["two names", [{ ...input, config: { name: "other" } }], 'has a layer "input", which'],
    ["another spelling", [{ ...input, inboundNodes: [[["b", 0, 0, {}]]] }], "has a field inboundNodes"],
  ])("refuses %s, for which TensorFlow.js would wait", (_, described, reason) => {
    expect(() => checkLayerOrder({ class_name: "Model", config: { layers: described } })).toThrow(reason);
  });
});
