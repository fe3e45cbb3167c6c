import { createForwardPass } from "../../engine/forward-pass";
import { tf } from "../../engine/tensorflow";
import { imageSizeOf, type Logits } from "../forward";
import { computeLogits, computeTensor, trunkTensors } from "../layer-tensors";
import { agesOfHead } from "../prediction/dex";
import { standardize } from "../standardize";
import type { Explainer } from "./explainer";

/** What each answer is, as a number of which a gradient can be taken. */
const scores = {
  /** The expected value: it is the answer. The logit of one year would only say what sets that year apart from those beside it. */
  age: ({ age }: Logits) => agesOfHead(age),
  /** The logit of the gender that is answered. */
  gender: ({ gender }: Logits) => tf.max(gender, 1),
};

/**
 * Grad-CAM: each channel of the trunk's last feature map, times how much the answer follows that channel, summed over the channels.
 *
 * How much it follows a channel is the gradient of the answer's score by the channel, its mean over all places. The score is the
 * expected value for the age, the answer's logit for the gender.
 *
 * Source: Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", 2017. Its relu, which
 * leaves what speaks for a class, is left to whoever draws a map; of an age the magnitude is taken, see `SaliencyMaps`.
 *
 * @param model - a network like `sharedCnn`'s; it stays the caller's. Each explanation is that of the weights which it has at the time.
 * @throws when the network has no feature map that all of its answers go through
 * @example
 * const explainer = gradCam(model);
 * const { side, age } = explainer.explain(await store.val.readImages([0])); // 8, and one map of 64 values
 */
export function gradCam(model: tf.LayersModel): Explainer {
  const [image] = model.inputs;
  const lastMap = trunkTensors(model)
    .filter(({ shape }) => shape.length === 4 && Number(shape[1]) > 1)
    .at(-1);
  if (!image || !lastMap || lastMap === image) {
    throw new Error(`${model.name} has no feature map between its image and its heads, which Grad-CAM takes`);
  }
  const imageSize = imageSizeOf(model);
  const forwardPass = createForwardPass((images: tf.Tensor4D) =>
    tf.tidy(() => {
      const features = computeTensor(lastMap, new Map([[image, standardize(images)]]), { training: false });
      const weightedSum = (score: (logits: Logits) => tf.Tensor) => {
        const total = (map: tf.Tensor) =>
          tf.sum(score(computeLogits(model, new Map([[lastMap, map]]), { training: false })));
        const followed = tf.mean(tf.grad(total)(features), [1, 2], true);
        return tf.sum(tf.mul(features, followed), 3);
      };
      return { age: tf.abs(weightedSum(scores.age)), gender: weightedSum(scores.gender) };
    }),
  );
  return {
    imageSize,
    explain(images) {
      const input = tf.tensor4d(images, [images.length / (imageSize ** 2 * 3), imageSize, imageSize, 3], "int32");
      const maps = forwardPass.run(input);
      try {
        return { side: Number(lastMap.shape[1]), age: mapsOf(maps.age), gender: mapsOf(maps.gender) };
      } finally {
        tf.dispose([input, maps.age, maps.gender]);
      }
    },
    dispose: () => forwardPass.dispose(),
  };
}

/** The maps of a tensor [count, side, side], each an array of its own. */
function mapsOf(tensor: tf.Tensor): Float32Array[] {
  const [count = 0, ...sides] = tensor.shape;
  const size = sides.reduce((product, side) => product * side, 1);
  const values = tensor.dataSync();
  return Array.from({ length: count }, (_, face) => Float32Array.from(values.subarray(face * size, (face + 1) * size)));
}
