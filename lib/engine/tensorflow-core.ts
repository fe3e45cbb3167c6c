import { createRequire } from "node:module";
import type { tf } from "./tensorflow";

/** The functions of TensorFlow.js that draw random numbers in JavaScript, element by element. */
export interface RandomFunctions {
  dropout(x: tf.Tensor, rate: number, noiseShape?: number[]): tf.Tensor;
  rand(shape: number[], draw: () => number): tf.Tensor;
  randomGamma(shape: number[], alpha: number): tf.Tensor;
  randomNormal(shape: number[], mean?: number, deviation?: number): tf.Tensor;
  randomStandardNormal(shape: number[]): tf.Tensor;
  randomUniform(shape: number[], low?: number, high?: number, dtype?: "float32" | "int32" | "bool"): tf.Tensor;
  randomUniformInt(shape: number[], low: number, high: number): tf.Tensor;
  truncatedNormal(shape: number[], mean?: number, deviation?: number): tf.Tensor;
}

// tfjs-core as tfjs-node-gpu has it, not a second copy of it
const requireAsNode = createRequire(createRequire(__filename).resolve("@tensorflow/tfjs-node-gpu"));

/** The module through which layers, and `tf` itself, reach these functions: what is replaced here is replaced there. */
export const core: RandomFunctions = requireAsNode("@tensorflow/tfjs-core");
