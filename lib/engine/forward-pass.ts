import { type Compiled, compile } from "./compile";
import { CompileError } from "./compile-error";
import { tf } from "./tensorflow";

/**
 * Makes one TensorFlow graph of a function of tensors, as `compile` does, in float32: predictions are to be the same from machine
 * to machine. What cannot be compiled runs operation by operation,
 * with the same results, after a warning that says why.
 *
 * @param fn - returns tensors by name
 * @example
 * const forwardPass = createForwardPass((images: tf.Tensor4D) => ({ logits: model.apply(images) }));
 * const { logits } = forwardPass.run(images);
 */
export function createForwardPass<Inputs extends tf.Tensor[], Result extends Record<string, tf.Tensor>>(
  fn: (...inputs: Inputs) => Result,
): Pick<Compiled<Inputs, keyof Result & string>, "run" | "dispose"> {
  const compiled = compile<Inputs, keyof Result & string>(fn, { precision: "float32" });
  let eager = false;
  return {
    run: (...inputs) => {
      if (eager) return tf.tidy(() => fn(...inputs));
      try {
        return compiled.run(...inputs);
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        eager = true;
        console.warn(`Prediction runs operation by operation: ${error.message}.`);
        return tf.tidy(() => fn(...inputs));
      }
    },
    dispose: () => compiled.dispose(),
  };
}
