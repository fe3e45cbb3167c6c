import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject, parseJson } from "../../dataset/json";
import { tf } from "../../engine/tensorflow";

/** A constant of a graph, as the manifest of its weights describes it. */
interface ConstantSpec {
  name: string;
  shape: number[];
  dtype: "float32" | "int32";
  /** Where values of float32 are kept as float16. */
  quantization?: { dtype: "float16" };
}

/**
 * Reads the constants of a TensorFlow.js graph model.
 *
 * @param folder - has `NAME.json` and `NAME.bin`; not trusted
 * @returns tensors by name, owned by the caller
 * @throws when the files cannot be read, or are not those of a graph model
 */
export async function readGraphWeights(folder: string, name: string): Promise<Record<string, tf.Tensor>> {
  const [description, values] = [`${name}.json`, `${name}.bin`].map((file) => path.join(folder, file));
  const remedy = `remove ${folder}, and it is fetched anew`;
  const read = (file = "") =>
    readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`${file} cannot be read (${error.code}): ${remedy}`);
    });
  const json = parseJson((await read(description)).toString());
  const manifest = isObject(json) && Array.isArray(json.weightsManifest) ? json.weightsManifest : [];
  const [group] = manifest;
  const specs: unknown[] = isObject(group) && Array.isArray(group.weights) ? group.weights : [];
  if (manifest.length !== 1 || specs.length === 0 || !specs.every(isConstantSpec)) {
    throw new Error(`${description} does not describe a graph model: ${remedy}`);
  }
  const bytes = Uint8Array.from(await read(values));
  const expected = specs.reduce((sum, spec) => sum + byteCount(spec), 0);
  if (bytes.length !== expected) throw new Error(`${values} has ${bytes.length} bytes, not ${expected}: ${remedy}`);
  return tf.io.decodeWeights(bytes.buffer, specs);
}

function byteCount({ shape, quantization }: ConstantSpec): number {
  return shape.reduce((product, size) => product * size, quantization ? 2 : 4);
}

function isConstantSpec(value: unknown): value is ConstantSpec {
  if (!isObject(value)) return false;
  const { name, shape, dtype, quantization } = value;
  const isPlain = quantization === undefined || (isObject(quantization) && quantization.dtype === "float16");
  return (
    typeof name === "string" &&
    Array.isArray(shape) &&
    shape.every((size) => Number.isInteger(size) && size >= 0) &&
    (dtype === "float32" || dtype === "int32") &&
    isPlain
  );
}
