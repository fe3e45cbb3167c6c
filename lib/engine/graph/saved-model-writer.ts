import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { type GraphDefinition, type Output, shapeMessage } from "./graph-definition";
import { Message } from "./protobuf-writer";

/** A named input or output of a signature: which output of the graph it is, and what it looks like from outside. */
export interface SignatureTensor {
  output: Output;
  dataType: number;
  /** -1 is a size that may differ from call to call. */
  shape: readonly number[];
}

/** A function that a SavedModel offers, under the name `serving_default`. */
export interface Signature {
  inputs: Readonly<Record<string, SignatureTensor>>;
  outputs: Readonly<Record<string, SignatureTensor>>;
}

/** The most bytes that Protocol Buffers allow in one message. */
const LARGEST_MESSAGE = 2 ** 31 - 1;

/**
 * Writes a graph as `folder/saved_model.pb`, in TensorFlow's SavedModel format, tagged `serve`.
 *
 * @throws if the graph, its constants included, has 2 GiB or more, the most that the format can hold
 */
export function writeSavedModel(folder: string, graph: GraphDefinition, signature?: Signature): void {
  const metaGraph = new Message().message(1, new Message().string(4, "serve")).message(2, graph.message());
  if (signature !== undefined) metaGraph.entry(5, "serving_default", signatureMessage(signature));
  const savedModel = new Message().integer(1, 1).message(2, metaGraph);
  if (savedModel.byteLength > LARGEST_MESSAGE) {
    throw new Error(
      `${folder}: the graph has ${savedModel.byteLength} bytes, a SavedModel can hold ${LARGEST_MESSAGE}`,
    );
  }
  mkdirSync(folder, { recursive: true });
  const file = openSync(path.join(folder, "saved_model.pb"), "w");
  try {
    for (const small of joined(savedModel.pieces))
      for (let at = 0; at < small.byteLength; ) at += writeSync(file, small, at);
  } finally {
    closeSync(file);
  }
}

function signatureMessage({ inputs, outputs }: Signature): Message {
  const message = new Message();
  for (const [name, tensor] of Object.entries(inputs)) message.entry(1, name, tensorMessage(tensor));
  for (const [name, tensor] of Object.entries(outputs)) message.entry(2, name, tensorMessage(tensor));
  return message.string(3, "tensorflow/serving/predict");
}

function tensorMessage({ output, dataType, shape }: SignatureTensor): Message {
  return new Message().string(1, output).integer(2, dataType).message(3, shapeMessage(shape));
}

/** The pieces, small ones joined: a graph has a hundred thousand of a few bytes each. */
function* joined(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  for (const piece of pieces) {
    if (piece.byteLength < 65_536) {
      small.push(piece);
      continue;
    }
    yield Buffer.concat(small);
    small = [];
    yield piece;
  }
  yield Buffer.concat(small);
}
