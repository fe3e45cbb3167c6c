import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { DataType, GraphDefinition, type } from "../../lib/engine/graph-definition";
import { nodeBackend } from "../../lib/engine/node-backend";
import { writeSavedModel } from "../../lib/engine/saved-model-writer";
import { loadServedModel } from "../../lib/engine/served-model";
import { SERVED_OPERATIONS } from "../../lib/engine/served-operations";
import { servingGraph } from "../../lib/engine/serving-graph";
import { tf } from "../../lib/engine/tensorflow";
import { logitsOf, smallNetwork } from "./small-network";

const folder = mkdtempSync(path.join(tmpdir(), "served-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SHAPE = [-1, -1, -1, 3];

describe("loadServedModel", () => {
  test("allows every operation that layers come down to", () => {
    const model = smallNetwork({ dropout: 0.5 });
    const { graph } = servingGraph({ imageSize: 8, fn: (images) => ({ logits: logitsOf(model, images) }) });
    const refused = graph.nodes.map(({ op }) => op).filter((op) => !SERVED_OPERATIONS.has(op));
    expect(refused).toEqual([]);
    model.dispose();
  });

  test("runs a function of images, any number of them, and leaves nothing behind", async () => {
    const place = path.join(folder, "mean");
    const { graph, signature } = servingGraph({ imageSize: 2, fn: (images) => ({ mean: tf.mean(images, [1, 2, 3]) }) });
    writeSavedModel(place, graph, signature);
    const before = [tf.memory().numTensors, nodeBackend().binding.getNumOfSavedModels()];
    const served = await loadServedModel(place);
    for (const count of [1, 3]) {
      const images = Uint8Array.from({ length: count * 12 }, (_, index) => 10 * Math.floor(index / 12));
      const outputs = served.run(images, [count, 2, 2]);
      expect(Array.from(outputs.mean?.dataSync() ?? [])).toEqual([0, 10, 20].slice(0, count));
      tf.dispose(outputs);
    }
    served.dispose();
    expect([tf.memory().numTensors, nodeBackend().binding.getNumOfSavedModels()]).toEqual(before);
  });

  test("refuses a graph that would touch files, before TensorFlow loads it", async () => {
    const place = path.join(folder, "spy");
    const graph = new GraphDefinition();
    const image = graph.placeholder(DataType.uint8, SHAPE, "image");
    const name = graph.add("Const", [], { dtype: type(DataType.string) });
    graph.add("ReadFile", [name]);
    const tensor = { output: image, dataType: DataType.uint8, shape: SHAPE };
    writeSavedModel(place, graph, { inputs: { image: tensor }, outputs: { image: tensor } });
    await expect(loadServedModel(place)).rejects.toThrow("spy cannot be used: it runs the operation ReadFile");
  });

  test("refuses a model that takes other things than images", async () => {
    const place = path.join(folder, "other");
    const graph = new GraphDefinition();
    const text = graph.placeholder(DataType.float32, [], "text");
    const tensor = { output: text, dataType: DataType.float32, shape: [] };
    writeSavedModel(place, graph, { inputs: { text: tensor }, outputs: { text: tensor } });
    await expect(loadServedModel(place)).rejects.toThrow("it takes text, not just image");
  });

  test("refuses a model without a signature", async () => {
    const place = path.join(folder, "unsigned");
    const graph = new GraphDefinition();
    graph.placeholder(DataType.uint8, SHAPE, "image");
    writeSavedModel(place, graph);
    await expect(loadServedModel(place)).rejects.toThrow("it has no signature serving_default");
  });
});
