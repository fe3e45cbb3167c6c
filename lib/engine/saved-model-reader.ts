import { readFile } from "node:fs/promises";
import path from "node:path";
import { bytesOf, textOf } from "./protobuf-reader";

/** What can be known of a SavedModel before TensorFlow loads it. */
export interface SavedModelDescription {
  /** The operations that its graph is made of. */
  operations: ReadonlySet<string>;
  /** `serving_default`: which output of the graph each named input and output is. */
  inputs: ReadonlyMap<string, string>;
  outputs: ReadonlyMap<string, string>;
}

/**
 * Reads the description of a SavedModel with one graph (tensorflow/core/protobuf/saved_model.proto).
 *
 * @throws when `saved_model.pb` cannot be read, is damaged, or holds something else than one graph without functions
 */
export async function readSavedModel(folder: string): Promise<SavedModelDescription> {
  const file = path.join(folder, "saved_model.pb");
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code})`);
  });
  try {
    return describe(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be used: ${reason}; export the model anew`, { cause: error });
  }
}

function describe(savedModel: Uint8Array): SavedModelDescription {
  const [metaGraph, ...others] = bytesOf(savedModel, 2);
  const [graph] = metaGraph ? bytesOf(metaGraph, 2) : [];
  if (metaGraph === undefined || graph === undefined || others.length > 0)
    throw new Error("it does not hold one graph");
  if (bytesOf(graph, 2).some((library) => library.length > 0)) {
    throw new Error("its graph has functions, so another program has written it");
  }
  const signatures = mapOf(metaGraph, 5);
  const serving = signatures.get("serving_default");
  if (serving === undefined) throw new Error("it has no signature serving_default");
  return {
    operations: new Set(bytesOf(graph, 1).map((node) => textOf(node, 2))),
    inputs: tensorNames(serving, 1),
    outputs: tensorNames(serving, 2),
  };
}

/** A map from strings to messages, which Protocol Buffers write as entries of key and value. */
function mapOf(message: Uint8Array, field: number): Map<string, Uint8Array> {
  return new Map(
    bytesOf(message, field).map((entry) => [textOf(entry, 1), bytesOf(entry, 2).at(-1) ?? new Uint8Array()]),
  );
}

function tensorNames(signature: Uint8Array, field: number): Map<string, string> {
  return new Map(Array.from(mapOf(signature, field), ([name, tensor]) => [name, textOf(tensor, 1)]));
}
