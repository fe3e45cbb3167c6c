/** TensorFlow.js for browsers, in the place of the one on Node. */
import * as tf from "@tensorflow/tfjs";

export { tf };
