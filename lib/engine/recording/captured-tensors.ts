import { createTensorsTypeOpAttr } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import type { Binding } from "../binding";
import { CompileError } from "../compile-error";
import { DataType } from "../graph/graph-definition";
import { entryOf, handleOf, nodeBackend } from "../node-backend";
import type { tf } from "../tensorflow";
import type { Elements, Value } from "./recorded-operation";

/** A tensor that was there before the recording: tensors do not change, so it is a constant. */
export function madeBefore(handle: number, real: Binding): Value {
  const [copy] = real.executeOp("Identity", [], [handle], 1); // says shape and type, which the handle alone does not
  if (copy === undefined) throw new Error("Identity has one result");
  const elements: unknown = copy.dtype === DataType.string ? undefined : real.tensorDataSync(handle);
  real.deleteTensor(copy.id);
  if (!isElements(elements)) throw new CompileError("it uses a tensor of strings, complex or 64-bit numbers");
  return { shape: copy.shape, dataType: copy.dtype, elements };
}

/** Makes sure that TensorFlow has a variable's value, and that no other tensor shares the variable's data. */
export function giveOwnData(variable: tf.Variable): void {
  const entry = entryOf(variable.dataId);
  if (entry === undefined) return;
  if (entry.values !== null) handleOf(variable);
  if (entry.refCount === 1) return;
  const T = createTensorsTypeOpAttr("T", variable.dtype);
  const copy = nodeBackend().executeSingleOutput("Identity", [T], [variable]); // another handle, the same memory
  variable.assign(copy);
  copy.dispose();
}

/** A variable's handle, if the variable's value is not just in a session. */
export function handleIfAny(variable: tf.Variable): number | undefined {
  const entry = entryOf(variable.dataId);
  return entry && Object.getOwnPropertyDescriptor(entry, "id")?.value;
}

/** Whether values are those of a tensor of numbers or of truth values. */
export function isElements(values: unknown): values is Elements {
  return values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array;
}
