import "./node-compatibility"; // before TensorFlow
import { createRequire } from "node:module";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";

/** tfjs-node-gpu's native addon. */
export type Binding = NodeJSKernelBackend["binding"];

/**
 * tfjs-node-gpu's native addon by itself, which runs graphs. TensorFlow.js around it, which this does not load, takes 80 MB and
 * most of a second. The backend of TensorFlow.js uses the very same, see `nodeBackend`.
 */
export const binding: Binding = createRequire(__filename)("@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node");
