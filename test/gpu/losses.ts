/**
 * Trains the reference's network a few steps on images that are always the same and prints, as JSON, the losses and what
 * TensorFlow ran on: `losses.ts PRECISION IMAGE_SIZE BATCH STEPS`.
 */
import { binding } from "../../lib/engine/binding";
import type { Precision } from "../../lib/engine/device/precision";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { createJointStep } from "../../lib/training/step/joint-step";

/** What it prints. */
export interface LossesReport {
  tensorflow: string;
  onGpu: boolean;
  losses: number[];
}

const precision: Precision = process.argv[2] === "bfloat16" ? "bfloat16" : "float32";
const [imageSize = 64, batch = 16, steps = 50] = process.argv.slice(3).map(Number);
const model = sharedCnn({ imageSize, seed: 1 });
const step = createJointStep(model, { optimizer: "adam", precision, seed: 1 });
const length = batch * imageSize ** 2 * 3;
const images = Uint8Array.from({ length }, (_, index) => (Math.imul(index, 0x9e3779b1) >>> 24) & 255);
const ages = Int32Array.from({ length: batch }, (_, index) => (index * 7) % 101);
const genders = Int32Array.from({ length: batch }, (_, index) => index % 2);
const faces = {
  images,
  ages,
  genders,
  rows: Int32Array.from({ length: batch }, (_, row) => row),
  size: batch,
  imageSize,
};
const losses = Array.from({ length: steps }, (_, index) => step.run(faces, index, { learningRate: 1e-4 }).loss);
const report: LossesReport = { tensorflow: binding.TF_Version, onGpu: binding.isUsingGpuDevice(), losses };
console.log(JSON.stringify(report));
