import { CompileError } from "../compile-error";
import { type Patch, replaced } from "../operations/patches";
import { tf } from "../tensorflow";

/** Frees the tensors that a function made. */
export const tensorScope: Patch = () => {
  tf.engine().startScope("recording");
  return () => tf.engine().endScope();
};

/** Names the layer in a refusal that comes from within one. */
export const layersInErrors: Patch = () => {
  const { apply } = tf.layers.Layer.prototype;
  return replaced(tf.layers.Layer.prototype, "apply", function (this: tf.layers.Layer, inputs, options) {
    try {
      return apply.call(this, inputs, options);
    } catch (error) {
      const unnamed = error instanceof CompileError && error.layer === undefined && !("layers" in this);
      throw unnamed ? new CompileError(error.reason, this.name) : error;
    }
  })();
};
