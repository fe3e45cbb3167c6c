import type { Attributes, Output } from "../graph/graph-definition";

/** The elements of a tensor as JavaScript holds them. */
export type Elements = Float32Array | Int32Array | Uint8Array;

/** What the recorder knows of a tensor: where the graph has it, in one element type or two. */
export interface Value {
  /** The output that has the tensor in its own type; not there yet for a constant, or while only bfloat16 exists. */
  output?: Output;
  /** For a float32 tensor: the output that has it rounded to bfloat16. */
  bfloat16?: Output;
  shape: readonly number[];
  /** TensorFlow's number for the element type that the function sees. */
  dataType: number;
  /** A constant's elements. */
  elements?: Elements;
  /** What it was before a change of shape. */
  origin?: Value;
  /** For a mask of `dropout`, or that times a number: the bool output, and the number. */
  mask?: { kept: Output; scale: number };
}

/** An operation that a function ran, before it becomes a node. */
export interface RecordedOperation {
  op: string;
  attributes: Attributes;
  inputs: readonly Value[];
  /** The shape that the node's result is to be given, where it is not the function's. */
  resultShape?: readonly number[];
}
