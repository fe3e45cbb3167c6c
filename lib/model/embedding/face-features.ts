import { setImmediate } from "node:timers/promises";
import { createForwardPass } from "../../engine/forward-pass";
import { tf } from "../../engine/tensorflow";
import { orderedBatches } from "../../images/batches";
import type { FaceSplit } from "../../images/face-split";
import { interruptible } from "../../interruptible";
import { checkImageSize, imageSizeOf, isMatrix } from "../forward";
import { computeTensor, trunkTensors } from "../layer-tensors";
import { standardize } from "../standardize";

/** Faces computed at a time. */
const BATCH_SIZE = 32;

/**
 * The features of a split's first faces: what the trunk gives both heads, and so all that these know of a face. It is where the
 * network has put the face, its embedding.
 *
 * @param model - a network like `sharedCnn`'s; it stays the caller's
 * @param options - `count`: how many faces, all where not given; `signal`: stops it, as the stop button does in a notebook
 * @returns of each face its features
 * @throws when the heads share no vector, or the split's images are not of the size that the network takes; `Stopped` when it is stopped
 * @example
 * const features = await faceFeatures(model, store.val, { count: 400 });
 */
export async function faceFeatures(
  model: tf.LayersModel,
  split: FaceSplit,
  { count = split.count, signal }: { count?: number; signal?: AbortSignal } = {},
): Promise<Float32Array[]> {
  checkImageSize(split, imageSizeOf(model));
  const [image] = model.inputs;
  const last = trunkTensors(model).at(-1);
  if (!image || last?.rank !== 2)
    throw new Error(`the heads of ${model.name} share no vector that would be the features`);
  const forwardPass = createForwardPass((images: tf.Tensor4D) =>
    tf.tidy(() => {
      const features = computeTensor(last, new Map([[image, standardize(images)]]), { training: false });
      if (!isMatrix(features)) throw new Error(`${model.name} has no features`);
      return { features };
    }),
  );
  try {
    return await interruptible(signal, async (signal) => {
      const rows: Float32Array[] = [];
      for await (const { images, imageSize, size } of orderedBatches(split, { batchSize: BATCH_SIZE })) {
        signal.throwIfAborted();
        const input = tf.tensor4d(images, [size, imageSize, imageSize, 3], "int32");
        const { features } = forwardPass.run(input);
        const values = features.dataSync();
        const width = values.length / size;
        for (let face = 0; face < size; face++)
          rows.push(Float32Array.from(values.subarray(face * width, (face + 1) * width)));
        tf.dispose([input, features]);
        if (rows.length >= count) break;
        await setImmediate(); // a notebook's kernel can answer
      }
      return rows.slice(0, count);
    });
  } finally {
    forwardPass.dispose();
  }
}
