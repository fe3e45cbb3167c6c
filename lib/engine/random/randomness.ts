import { CompileError } from "../compile-error";
import { type Patch, replaced } from "../operations/patches";
import { tf } from "../tensorflow";
import { core } from "../tensorflow-core";
import { randomUniform } from "./random-uniform";
import { dropout } from "./stateless-dropout";

/** What is drawn in JavaScript and has no counterpart here. */
const REFUSED = ["rand", "randomGamma", "randomUniformInt", "truncatedNormal"] as const;

/**
 * While a function is recorded: TensorFlow's stateless random numbers in place of those that TensorFlow.js draws in
 * JavaScript, which would be the same in each run. What has no counterpart is refused.
 *
 * The k-th draw in run `step` depends on `seed`, k and `step` alone (a layer's own seed is not heeded).
 *
 * @param step - int32 scalar, another one for each run
 */
export function statelessRandomness(seed: number, step: tf.Scalar): Patch[] {
  let draws = 0;
  const uniform = (shape: number[]) => randomUniform([...shape], streamSeed(seed, draws++), step);
  const normal = (shape: number[]) => {
    // Box and Muller (1958); 1 - u is above 0, where the logarithm is finite
    const radius = tf.sqrt(tf.mul(tf.log(tf.sub(1, uniform(shape))), -2));
    return tf.mul(radius, tf.cos(tf.mul(uniform(shape), 2 * Math.PI)));
  };
  return [
    replaced(core, "dropout", (x, rate, noiseShape) => {
      const shape = x.shape.map((size, axis) => noiseShape?.[axis] ?? size);
      return dropout(x, rate, streamSeed(seed, draws++), step, shape);
    }),
    replaced(core, "randomUniform", (shape, low = 0, high = 1, dtype = "float32") =>
      tf.tidy(() => tf.cast(tf.add(tf.mul(uniform(shape), high - low), low), dtype)),
    ),
    replaced(core, "randomNormal", (shape, mean = 0, deviation = 1) =>
      tf.tidy(() => tf.add(tf.mul(normal(shape), deviation), mean)),
    ),
    replaced(core, "randomStandardNormal", (shape) => tf.tidy(() => normal(shape))),
    ...REFUSED.map((name) => replaced(core, name, refusal(`tf.${name}`))),
    replaced(Math, "random", refusal("Math.random")),
  ];
}

function refusal(name: string): () => never {
  return () => {
    throw new CompileError(`${name} draws random numbers in JavaScript, which would be the same in each run`);
  };
}

/** A seed for the k-th draw of a function, in int32; far from that of its neighbors (Knuth's multiplicative hash). */
function streamSeed(seed: number, draw: number): number {
  return (seed + Math.imul(draw + 1, 0x9e3779b1)) | 0;
}
