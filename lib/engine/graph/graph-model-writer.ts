import { writeFile } from "node:fs/promises";
import path from "node:path";
import { largestHalf, toHalves } from "./float16";
import { fusedConvolutions } from "./fused-convolutions";
import type { GraphDefinition } from "./graph-definition";
import { type Attribute, DataType, type GraphNode, nodeOf } from "./graph-node";
import type { Signature, SignatureTensor } from "./saved-model-writer";

/** Of the constants, as TensorFlow.js's `weightsManifest` has it. */
interface WeightSpec {
  name: string;
  shape: readonly number[];
  dtype: "float32" | "int32";
  quantization?: { dtype: "float16"; original_dtype: "float32" };
}

/**
 * Writes a graph as a TensorFlow.js graph model, `NAME.json` and `NAME.bin`, which `tf.loadGraphModel` opens.
 *
 * A convolution and what follows it become one operation, see `fusedConvolutions`.
 *
 * Kernels, matrices and other constants of several axes are kept as float16, in half the room and rounded by at most one part in
 * 2,048; vectors, which take hardly any and which batch normalization divides by, as float32.
 *
 * @param folder - is there
 * @throws when a constant's type is none that the format knows, or a value is beyond what float16 holds
 */
export async function writeGraphModel(
  folder: string,
  name: string,
  graph: GraphDefinition,
  signature: Signature,
): Promise<void> {
  const nodes = fusedConvolutions(graph.nodes);
  const constants = nodes.flatMap((node) => {
    const value = node.op === "Const" ? node.attributes.value : undefined;
    return value?.kind === "tensor" ? [{ name: node.name, ...value }] : [];
  });
  const weights = constants.map(weightOf);
  const description = {
    format: "graph-model",
    generatedBy: "age-gender-workbook",
    convertedBy: null,
    signature: {
      inputs: tensorsJson(signature.inputs),
      outputs: tensorsJson(signature.outputs),
    },
    modelTopology: { node: nodes.map(nodeJson), versions: {} },
    weightsManifest: [{ paths: [`${name}.bin`], weights: weights.map(({ spec }) => spec) }],
  };
  await writeFile(path.join(folder, `${name}.bin`), Buffer.concat(weights.map(({ bytes }) => bytes)));
  await writeFile(path.join(folder, `${name}.json`), JSON.stringify(description));
}

function weightOf({
  name,
  type,
  shape,
  bytes,
}: {
  name: string;
  type: number;
  shape: readonly number[];
  bytes: Uint8Array;
}): {
  spec: WeightSpec;
  bytes: Uint8Array;
} {
  if (type === DataType.int32) return { spec: { name, shape, dtype: "int32" }, bytes };
  if (type !== DataType.float32) throw new Error(`${name} is of a type (${type}) that graph models do not have here`);
  if (shape.length < 2) return { spec: { name, shape, dtype: "float32" }, bytes };
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  const far = values.find((value) => !(Math.abs(value) <= largestHalf)); // nor NaN
  if (far !== undefined)
    throw new Error(`${name} has a value, ${far}, that float16 cannot hold: the most is ${largestHalf}`);
  const spec: WeightSpec = {
    name,
    shape,
    dtype: "float32",
    quantization: { dtype: "float16", original_dtype: "float32" },
  };
  return { spec, bytes: new Uint8Array(toHalves(values).buffer) };
}

function nodeJson({ name, op, inputs, attributes }: GraphNode) {
  const attr = Object.fromEntries(
    Object.entries(attributes).flatMap(([key, attribute]) =>
      attribute.kind === "tensor" ? [] : [[key, attributeJson(attribute)]],
    ),
  );
  return { name, op, input: inputs.map((input) => (input.startsWith("^") ? input : nodeOf(input))), attr };
}

/** A NodeDef's attribute in the JSON of Protocol Buffers, as far as networks have them. */
function attributeJson(attribute: Exclude<Attribute, { kind: "tensor" }>) {
  switch (attribute.kind) {
    case "type":
      return { type: attribute.value };
    case "shape":
      return { shape: shapeJson(attribute.value) };
    case "integer":
      return { i: attribute.value };
    case "integers":
      return { list: { i: attribute.value } };
    case "float":
      return { f: attribute.value };
    case "boolean":
      return { b: attribute.value };
    case "string":
      return { s: base64(attribute.value) };
    case "strings":
      return { list: { s: attribute.value.map(base64) } };
    case "types":
    case "shapes":
    case "function":
      throw new Error(`A graph model with an attribute of ${attribute.kind} cannot be written`);
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function shapeJson(shape: readonly number[]) {
  return { dim: shape.map((size) => ({ size })) };
}

function tensorsJson(tensors: Readonly<Record<string, SignatureTensor>>) {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { output, dataType, shape }]) => [
      name,
      { name: output, dtype: dataType, tensorShape: shapeJson(shape) },
    ]),
  );
}
