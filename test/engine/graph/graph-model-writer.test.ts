import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { GraphDefinition } from "../../../lib/engine/graph/graph-definition";
import { writeGraphModel } from "../../../lib/engine/graph/graph-model-writer";
import { servingGraph } from "../../../lib/engine/serving-graph";
import { tf } from "../../../lib/engine/tensorflow";
import { forward, isMatrix } from "../../../lib/model/forward";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { loadGraphModel } from "../../../lib/model/pretrained/graph-model";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();
const IMAGE_SIZE = 32;
const tensors = tf.memory().numTensors;
afterAll(() => expect(tf.memory().numTensors).toBe(tensors));

function graphOf(model: tf.LayersModel) {
  return servingGraph({ imageSize: IMAGE_SIZE, fn: (images) => ({ ...forward(model, images) }), takes: "images" });
}

/** What a loaded graph model says of images. */
function logitsOf(network: tf.GraphModel, images: tf.Tensor4D) {
  const [age, gender] = [network.execute(images, ["age", "gender"])].flat();
  if (!isMatrix(age) || !isMatrix(gender)) throw new Error("two matrices were expected");
  return { age, gender };
}

// VGG-16 is made of what the shared CNN is made of, and has 34 million weights.
test.each([
  [
    "shared-cnn",
    () => sharedCnn({ imageSize: IMAGE_SIZE, filters: [4, 8], dropouts: [0.2, 0.2], units: 16, headUnits: 8 }),
  ],
  ["residual", () => ageGenderNetwork({ trunk: "residual", imageSize: IMAGE_SIZE })],
  ["faceres", () => ageGenderNetwork({ trunk: "faceres", imageSize: IMAGE_SIZE })],
])("TensorFlow.js computes the logits of %s from the files, for any number of images", async (trunk, makeNetwork) => {
  const model = makeNetwork();
  const { graph, signature } = graphOf(model);
  await writeGraphModel(folder, trunk, graph, signature);
  const network = await loadGraphModel(folder, trunk);
  for (const count of [1, 3]) {
    const images: tf.Tensor4D = tf.randomNormal([count, IMAGE_SIZE, IMAGE_SIZE, 3], 0, 1, "float32", 7);
    const [logits, expected] = [logitsOf(network, images), forward(model, images)];
    for (const head of ["age", "gender"] as const) {
      const [values, wanted] = [logits[head].dataSync(), expected[head].dataSync()];
      const largest = Math.max(...wanted.map(Math.abs));
      expect(wanted.length).toBe(values.length);
      expect(largest).toBeGreaterThan(0);
      wanted.forEach((value, index) => {
        expect(Math.abs((values[index] ?? Number.NaN) - value)).toBeLessThan(0.005 * largest);
      });
    }
    tf.dispose([images, logits.age, logits.gender, expected.age, expected.gender]);
  }
  network.dispose();
  model.dispose();
});

test("kernels and matrices take two bytes a number, vectors four", async () => {
  const model = ageGenderNetwork({ trunk: "residual", imageSize: IMAGE_SIZE });
  const { graph, signature } = graphOf(model);
  await writeGraphModel(folder, "sizes", graph, signature);
  const { weightsManifest } = JSON.parse(readFileSync(path.join(folder, "sizes.json"), "utf8"));
  const specs: { shape: number[]; dtype: string; quantization?: { dtype: string } }[] = weightsManifest[0].weights;
  for (const { shape, dtype, quantization } of specs) {
    expect(quantization?.dtype).toBe(dtype === "float32" && shape.length > 1 ? "float16" : undefined);
  }
  expect(specs.filter(({ quantization }) => quantization).length).toBeGreaterThan(10);
  model.dispose();
});

test.each([-70_000, Number.NaN])(
  "a value that float16 cannot hold is named, and nothing is written: %d",
  async (value) => {
    const graph = new GraphDefinition();
    graph.constant(1, [1, 2], new Uint8Array(Float32Array.of(1, value).buffer));
    await expect(writeGraphModel(folder, "far", graph, { inputs: {}, outputs: {} })).rejects.toThrow(String(value));
    expect(() => readFileSync(path.join(folder, "far.json"))).toThrow("ENOENT");
  },
);
