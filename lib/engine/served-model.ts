import { nodeBackend, tensorOf } from "./node-backend";
import { readSavedModel } from "./saved-model-reader";
import { SERVED_OPERATIONS } from "./served-operations";
import { runSession } from "./session";
import type { tf } from "./tensorflow";

/** A SavedModel in a session of its own: a function of images. */
export interface ServedModel {
  /**
   * Runs it.
   *
   * @param images - RGB bytes, one image after the other
   * @param shape - [count, height, width]
   * @returns the signature's outputs by name; the caller owns them
   */
  run(images: Uint8Array, shape: readonly [count: number, height: number, width: number]): Record<string, tf.Tensor>;
  /** Frees the session and its memory. */
  dispose(): void;
}

/**
 * Loads what `servingGraph` describes and `writeSavedModel` wrote.
 *
 * A SavedModel is a program, so it is not trusted: one with an operation that could do anything but compute, or that
 * this project does not export, is refused before TensorFlow sees it.
 *
 * `tf.node.loadSavedModel` is not used: it gives the old model as long as one of the same path is in use, even if the
 * files have changed.
 *
 * @throws when the folder is not such a model's, is damaged, or has an operation that is not allowed
 */
export async function loadServedModel(folder: string): Promise<ServedModel> {
  const { operations, inputs, outputs } = await readSavedModel(folder);
  const refused = Array.from(operations).find((operation) => !SERVED_OPERATIONS.has(operation));
  if (refused !== undefined) {
    throw new Error(`${folder} cannot be used: it runs the operation ${refused}, which no exported model has`);
  }
  const image = inputs.get("image");
  if (image === undefined || inputs.size > 1) {
    throw new Error(`${folder} cannot be used: it takes ${Array.from(inputs.keys()).join(", ")}, not just image`);
  }
  const { binding } = nodeBackend();
  const session = binding.loadSavedModel(folder, "serve");
  return {
    run(images, [count, height, width]) {
      const handle = binding.createTensor([count, height, width, 3], binding.TF_UINT8, images);
      try {
        const fetched = runSession(session, [{ output: image, handle }], Array.from(outputs.values()));
        return Object.fromEntries(Array.from(outputs.keys(), (name, index) => [name, tensorAt(fetched, index)]));
      } finally {
        binding.deleteTensor(handle);
      }
    },
    dispose: () => binding.deleteSavedModel(session),
  };
}

function tensorAt(fetched: ReturnType<typeof runSession>, index: number): tf.Tensor {
  const output = fetched[index];
  if (output === undefined) throw new Error("the session gave fewer tensors than were asked for");
  return tensorOf(output);
}
