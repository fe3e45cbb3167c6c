import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSavedModel } from "../../../lib/engine/graph/saved-model-writer";
import { nodeBackend } from "../../../lib/engine/node-backend";
import { servingGraph } from "../../../lib/engine/serving-graph";
import { tf } from "../../../lib/engine/tensorflow";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { servingFolderOf } from "../../../lib/model/prediction/export-saved-model";
import { loadPredictor } from "../../../lib/model/prediction/load-predictor";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import { predictionTensors } from "../../../lib/model/prediction/prediction-tensors";
import { saveModel } from "../../../lib/model/saving/layers-model";
import { fakeSplit } from "../fake-split";

const folder = mkdtempSync(path.join(tmpdir(), "predictor-"));
const network = (seed: number) =>
  sharedCnn({ imageSize: 8, filters: [4, 4], dropouts: [0.2, 0.2], units: 8, headUnits: 8, seed });
const model = network(1);
const trained = path.join(folder, "trained");
let images: Uint8Array;
let tensors: number;

beforeAll(async () => {
  images = await fakeSplit({ count: 5 }).readImages([0, 1, 2, 3, 4]);
  await saveModel(model, trained);
  tensors = tf.memory().numTensors;
});
afterAll(() => {
  expect(tf.memory().numTensors).toBe(tensors);
  model.dispose();
  rmSync(folder, { recursive: true });
});

test.each([false, true])("a loaded network predicts what the saved one did, flip averaging: %s", async (flip) => {
  const before = nodeBackend().binding.getNumOfSavedModels();
  const predictor = await loadPredictor(trained, { flip });
  const original = modelPredictor(model, { flip });
  expect(predictor.imageSize).toBe(8);
  expect(predictor.predict(images)).toEqual(original.predict(images));
  for (const owned of [predictor, original]) owned.dispose();
  expect(nodeBackend().binding.getNumOfSavedModels()).toBe(before);
});

test("it predicts with what is in the folder now, while an older network of the same folder is in use", async () => {
  const [first, second] = [network(2), network(3)];
  const place = path.join(folder, "replaced");
  await saveModel(first, place);
  const old = await loadPredictor(place);
  await saveModel(second, place);
  const current = await loadPredictor(place);
  expect(current.predict(images)).not.toEqual(old.predict(images));
  for (const owned of [old, current, first, second]) owned.dispose();
});

test("bytes that are no images of the network's size are refused", async () => {
  const predictor = await loadPredictor(trained);
  expect(() => predictor.predict(new Uint8Array(100))).toThrow("100 bytes are not a whole number");
  predictor.dispose();
});

test("a folder that holds no network is refused", async () => {
  await expect(loadPredictor(path.join(folder, "absent"))).rejects.toThrow("absent is not a model's folder");
});

test("a SavedModel beside the network, which may do anything, is not run", async () => {
  const victim = path.join(folder, "written.txt");
  writeHostileModel(servingFolderOf(trained), victim);
  const hostile = await tf.node.loadSavedModel(servingFolderOf(trained));
  tf.tidy(() => void hostile.predict({ image: tf.zeros([1, 8, 8, 3], "int32") }));
  hostile.dispose();
  expect(existsSync(victim)).toBe(true);
  rmSync(victim);

  const predictor = await loadPredictor(trained);
  predictor.predict(images);
  predictor.dispose();
  expect(existsSync(victim)).toBe(false);
  await expect(loadPredictor(servingFolderOf(trained))).rejects.toThrow("is not a model's folder");
});

/** The network's own SavedModel, which writes a file as well. */
function writeHostileModel(place: string, victim: string): void {
  const { graph, signature } = servingGraph({
    imageSize: 8,
    fn: (images) => predictionTensors(model, images),
    takes: "pictures",
  });
  const text = (template: string) =>
    graph.add("StringFormat", [], {
      T: { kind: "types", value: [] },
      template: { kind: "string", value: template },
      placeholder: { kind: "string", value: "%%" },
      summarize: { kind: "integer", value: 3 },
    });
  graph.add("WriteFile", [text(victim), text("was here")], {}, "write");
  const output = signature.outputs.age_class?.output;
  const index = graph.nodes.findIndex(({ name }) => output === `${name}:0`);
  const [node] = graph.nodes.splice(index, 1);
  if (node === undefined) throw new Error("the network has no age");
  graph.nodes.push({ ...node, inputs: [...node.inputs, "^write"] });
  writeSavedModel(place, graph, signature);
}
