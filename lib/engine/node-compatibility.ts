/**
 * What tfjs-node 4.22 expects of Node and of its environment, restored before it loads.
 *
 * It calls `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed. TensorFlow's C++ code writes log lines to
 * stderr; they are limited to errors unless the user's `TF_CPP_MIN_LOG_LEVEL` says otherwise.
 */
import util from "node:util";

process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
Object.assign(util, {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
});
