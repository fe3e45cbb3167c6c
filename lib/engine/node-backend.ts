import { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import { tf } from "./tensorflow";

/** What identifies a tensor's data: several tensors of TensorFlow.js may share it. */
export type DataId = tf.Tensor["dataId"];

/** What tfjs-node-gpu's backend keeps of a tensor's data. `values` wait there until an operation needs them in TensorFlow. */
export interface DataEntry {
  /** The binding's number for TensorFlow's own tensor; the binding never gives a number twice. */
  id: number;
  shape: number[];
  /** As TensorFlow numbers it; tfjs-node-gpu has the name here until the values are handed over. */
  dtype: number | string;
  values: unknown;
  /** How many tensors of TensorFlow.js share the data. */
  refCount: number;
}

/**
 * TensorFlow.js's backend on Node, through which this process talks to TensorFlow.
 *
 * @throws if another backend has been chosen with `tf.setBackend`
 */
export function nodeBackend(): NodeJSKernelBackend {
  const backend = tf.backend();
  if (!(backend instanceof NodeJSKernelBackend)) {
    throw new Error(
      `the engine works on TensorFlow's Node backend, but "${tf.getBackend()}" is in use: tf.setBackend("tensorflow")`,
    );
  }
  return backend;
}

/** The backend's entry for data; `undefined` once the data is disposed. */
export function entryOf(data: DataId): DataEntry | undefined {
  const entries: { has(data: DataId): boolean; get(data: DataId): DataEntry } = Reflect.get(
    nodeBackend(),
    "tensorMap", // private in the types; its place and shape are those of tfjs-node-gpu 4.22, whose last release it is
  );
  return entries.has(data) ? entries.get(data) : undefined;
}

/** The binding's number for a tensor; hands the values to TensorFlow where that is still to be done. */
export function handleOf(tensor: tf.Tensor): number {
  const backend = nodeBackend();
  const handles: number[] = Reflect.get(backend, "getInputTensorIds").call(backend, [tensor]);
  const [handle] = handles;
  if (handle === undefined) throw new Error("the tensor has no handle: it has been disposed");
  return handle;
}

/** A tensor of TensorFlow.js around what an operation or a run gave; the caller owns it. */
export function tensorOf(output: { id: number; shape: number[]; dtype: number }): tf.Tensor {
  const backend = nodeBackend();
  return Reflect.get(backend, "createOutputTensor").call(backend, output);
}
