/**
 * What tfjs-node-gpu 4.22 expects of Node and of its environment, restored before it loads.
 *
 * It calls `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed. TensorFlow's C++ code writes log lines to
 * stderr; they are limited to errors unless the user's `TF_CPP_MIN_LOG_LEVEL` says otherwise, but for one about oneDNN that
 * TensorFlow 2.21 writes while its library is loaded, before it can be told. Of GPUs, TensorFlow would take all memory of all of
 * them: it gets the first one (counted as nvidia-smi does), and there as much as it needs.
 */
import util from "node:util";

process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
process.env.CUDA_DEVICE_ORDER ??= "PCI_BUS_ID";
process.env.CUDA_VISIBLE_DEVICES ??= "0";
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});
