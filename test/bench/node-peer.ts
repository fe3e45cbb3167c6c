/**
 * The reference's network in this process, as one contender of engine.ts: compiled by the workbook's engine, or
 * operation by operation as tfjs-node-gpu comes (`eager`). See engine.ts for what it is told and says.
 */
import { createInterface } from "node:readline/promises";
import { compile } from "../../lib/engine/compile";
import type { Precision } from "../../lib/engine/device/precision";
import { tf } from "../../lib/engine/tensorflow";
import { createTrainingStep } from "../../lib/engine/training-step/training-step";
import { forward } from "../../lib/model/forward";
import { jointLoss } from "../../lib/model/losses/joint-loss";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";

type Tasks = Record<"training" | "inference", () => void>;

const [kind, precision, size, batch] = [
  process.argv[2],
  process.argv[3],
  Number(process.argv[4]),
  Number(process.argv[5]),
];
const images: tf.Tensor4D = tf.randomNormal([batch, size, size, 3], 0, 1, "float32", 1);
const ages = tf.tensor1d(
  Array.from({ length: batch }, (_, index) => index % 101),
  "int32",
);
const genders = tf.tensor1d(
  Array.from({ length: batch }, (_, index) => index % 2),
  "int32",
);

/** The workbook's engine. */
function workbook(precision: Precision): Tasks {
  const model = sharedCnn({ imageSize: size });
  const step = createTrainingStep({
    losses: (images: tf.Tensor4D, ages: tf.Tensor1D, genders: tf.Tensor1D, number: tf.Scalar) => {
      const logits = forward(model, images, { step: number });
      return { ...jointLoss(logits.age, logits.gender, ages, genders) };
    },
    weights: model.getWeights(true).filter((weight): weight is tf.Variable => weight instanceof tf.Variable),
    optimizer: "adam",
    precision,
  });
  const inference = compile((images: tf.Tensor4D) => ({ ...forward(model, images) }), { precision });
  let steps = 0;
  return {
    training: () => {
      const number = tf.scalar(steps++, "int32");
      step.run([images, ages, genders, number], { learningRate: 1e-4 });
      number.dispose();
    },
    inference: () => {
      const logits = inference.run(images);
      logits.age.dataSync();
      tf.dispose([logits.age, logits.gender]);
    },
  };
}

/** What one writes with tfjs-node-gpu today: tf.layers, tf.train.adam. */
function eager(): Tasks {
  const input = tf.input({ shape: [size, size, 3] });
  const features: tf.layers.Layer[] = [32, 64, 128].flatMap((filters, index) => [
    tf.layers.conv2d({ filters, kernelSize: 5, padding: "same", activation: "relu" }),
    tf.layers.maxPooling2d({ poolSize: 2, padding: "same" }),
    tf.layers.dropout({ rate: [0.2, 0.4, 0.7][index] ?? 0 }),
  ]);
  features.push(
    tf.layers.flatten(),
    tf.layers.dense({ units: 1024, activation: "relu" }),
    tf.layers.dropout({ rate: 0.4 }),
  );
  const trunk = inTurn(features, input);
  const heads = [101, 2].map((classes) =>
    inTurn([tf.layers.dense({ units: 1024 }), tf.layers.dense({ units: classes })], trunk),
  );
  const model = tf.model({ inputs: input, outputs: heads });
  const optimizer = tf.train.adam(1e-4);
  const logits = (training: boolean) => {
    const outputs = model.apply(images, { training });
    const [age, gender] = Array.isArray(outputs) ? outputs : [];
    if (!(age instanceof tf.Tensor) || !(gender instanceof tf.Tensor)) throw new Error("two outputs were expected");
    return { age, gender };
  };
  return {
    training: () =>
      tf.tidy(() => {
        const cost = optimizer.minimize(() => {
          const { age, gender } = logits(true);
          return jointLoss(age.as2D(batch, 101), gender.as2D(batch, 2), ages, genders).loss;
        }, true);
        cost?.dataSync();
      }),
    inference: () =>
      tf.tidy(() => {
        logits(false).age.dataSync();
      }),
  };
}

function inTurn(layers: tf.layers.Layer[], input: tf.SymbolicTensor): tf.SymbolicTensor {
  return layers.reduce((value, layer) => {
    const output = layer.apply(value);
    if (!(output instanceof tf.SymbolicTensor)) throw new Error(`${layer.name} has more than one output`);
    return output;
  }, input);
}

async function main(): Promise<void> {
  const tasks = kind === "eager" ? eager() : workbook(precision === "bfloat16" ? "bfloat16" : "float32");
  for (const task of [tasks.training, tasks.inference]) for (let index = 0; index < 3; index++) task();
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const [name, seconds] = line.split(" ");
    const task = name === "inference" ? tasks.inference : tasks.training;
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < Number(seconds) * 1000) {
      task();
      count += batch;
    }
    console.log((count / (performance.now() - start)) * 1000);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
