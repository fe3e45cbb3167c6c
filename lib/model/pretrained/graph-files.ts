import { readFile } from "node:fs/promises";
import path from "node:path";
import { isObject, parseJson } from "../../files/json";

/** A constant of a graph, as the manifest of its weights describes it. */
export interface ConstantSpec {
  name: string;
  shape: number[];
  dtype: "float32" | "int32";
  /** Where values of float32 are kept as float16. */
  quantization?: { dtype: "float16" };
}

/** A TensorFlow.js graph model as its files hold it. */
export interface GraphFiles {
  /** The operations, as far as the files have any. */
  modelTopology: unknown;
  /** The constants, in the order of `weightData`. */
  weightSpecs: ConstantSpec[];
  /** Their values, one after the other. */
  weightData: ArrayBuffer;
}

/**
 * Reads the files of a TensorFlow.js graph model.
 *
 * @param folder - has `NAME.json` and `NAME.bin`; not trusted
 * @throws when the files cannot be read, or are not those of a graph model
 */
export async function readGraphFiles(folder: string, name: string): Promise<GraphFiles> {
  const [description, values] = [`${name}.json`, `${name}.bin`].map((file) => path.join(folder, file));
  const remedy = `remove ${folder}, and it is fetched anew`;
  const read = (file = "") =>
    readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`${file} cannot be read (${error.code}): ${remedy}`);
    });
  const json = parseJson((await read(description)).toString());
  const { modelTopology, weightsManifest }: Record<string, unknown> = isObject(json) ? json : {};
  const [group, ...others] = Array.isArray(weightsManifest) ? weightsManifest : [];
  const weightSpecs: unknown[] = isObject(group) && Array.isArray(group.weights) ? group.weights : [];
  if (others.length > 0 || weightSpecs.length === 0 || !weightSpecs.every(isConstantSpec)) {
    throw new Error(`${description} does not describe a graph model: ${remedy}`);
  }
  const bytes = Uint8Array.from(await read(values));
  const expected = weightSpecs.reduce((sum, spec) => sum + byteCount(spec), 0);
  if (bytes.length !== expected) throw new Error(`${values} has ${bytes.length} bytes, not ${expected}: ${remedy}`);
  return { modelTopology, weightSpecs, weightData: bytes.buffer };
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
