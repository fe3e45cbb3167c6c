import { tf } from "../../../lib/engine/tensorflow";

/**
 * What an exported SavedModel answers, as anybody's TensorFlow runs it.
 *
 * @param images - int32 [count, height, width, 3]; they stay the caller's
 */
export async function serve(folder: string, images: tf.Tensor4D): Promise<Record<string, number[] | number[][]>> {
  const served = await tf.node.loadSavedModel(folder);
  const outputs = served.predict({ image: images });
  if (outputs instanceof tf.Tensor || Array.isArray(outputs)) throw new Error("outputs by name were expected");
  const values = Object.entries(outputs).map(([name, tensor]) => [name, tensor.arraySync()]);
  tf.dispose(outputs);
  served.dispose();
  return Object.fromEntries(values);
}
