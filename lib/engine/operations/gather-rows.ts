import { createTensorsTypeOpAttr } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import { nodeBackend } from "../node-backend";
import { tf } from "../tensorflow";

/**
 * The rows of a table of constants, or the numbers of a list, at some indices.
 *
 * `tf.gather` first reads the indices in JavaScript on Node, to check them, which a compiled function cannot; here
 * TensorFlow checks them itself. No gradient flows through it.
 *
 * @param table - float32 [rows, …]
 * @param indices - int32 [count], from 0 to below the count of rows
 * @returns float32 [count, …], owned by the caller
 * @example
 * gatherRows(tf.tensor1d([10, 20, 30]), tf.tensor1d([2, 0], "int32")); // [30, 10]
 */
export function gatherRows(table: tf.Tensor, indices: tf.Tensor1D): tf.Tensor {
  const attributes = [
    createTensorsTypeOpAttr("Tparams", "float32"),
    createTensorsTypeOpAttr("Tindices", "int32"),
    createTensorsTypeOpAttr("Taxis", "int32"),
  ];
  return tf.tidy(() =>
    nodeBackend().executeSingleOutput("GatherV2", attributes, [table, indices, tf.scalar(0, "int32")]),
  );
}
