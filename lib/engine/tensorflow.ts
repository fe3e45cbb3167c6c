/**
 * TensorFlow.js on Node, loaded in the one way that works on today's Node. All of `lib` takes `tf` from here.
 *
 * @example
 * import { tf } from "./lib/engine/tensorflow";
 * const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2]));
 */
import "./node-compatibility"; // before TensorFlow.js
import * as tf from "@tensorflow/tfjs-node-gpu";

export { tf };
