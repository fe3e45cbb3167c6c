import { choosePrecision } from "./device/choose-precision";
import type { Precision, RequestedPrecision } from "./device/precision";
import type { Recorder } from "./recording/recorder";
import { TracedFunction } from "./recording/traced-function";
import { Program } from "./session/program";
import type { tf } from "./tensorflow";

/** How a function is compiled. */
export interface CompileOptions {
  /** The element type of convolutions and matrix products; `"auto"`, the default, is bfloat16 where that is fast. */
  precision?: RequestedPrecision;
  /** Of the random numbers that the function draws; 0 if not said. */
  seed?: number;
}

/** A function that runs as one TensorFlow graph. */
export interface Compiled<Inputs extends tf.Tensor[], Name extends string> {
  /**
   * Runs the function. The first run with inputs of some shapes and types records it, which takes about as long as
   * running it operation by operation.
   *
   * @param inputs - they stay the caller's
   * @returns the results, owned by the caller
   * @throws {CompileError} if the function does what a graph cannot
   */
  run(...inputs: Inputs): Record<Name, tf.Tensor>;
  /** Frees the graph and its memory. Variables stay, with their values. */
  dispose(): void;
  /** What convolutions and matrix products are computed in. */
  readonly precision: Precision;
}

/**
 * Makes one TensorFlow graph of a function of tensors.
 *
 * Its operations are recorded, not its JavaScript: they must depend on nothing but its inputs' shapes and types. Variables
 * (a model's weights) are read and assigned to as if it ran operation by operation. Dropout masks and other random
 * numbers are drawn by TensorFlow, new ones in each run.
 *
 * @param fn - returns tensors by name
 * @example
 * const brightness = compile((images: tf.Tensor4D) => ({ mean: tf.mean(images, [1, 2, 3]) }));
 * const { mean } = brightness.run(images);
 */
export function compile<Inputs extends tf.Tensor[], Name extends string>(
  fn: (...inputs: Inputs) => Record<Name, tf.Tensor>,
  { precision: requested = "auto", seed = 0 }: CompileOptions = {},
): Compiled<Inputs, Name> {
  const precision = choosePrecision(requested);
  const program = new Program();
  let names: string[] = [];
  const body = (inputs: Inputs, recorder: Recorder) => {
    const results = Object.entries<tf.Tensor>(fn(...inputs));
    names = results.map(([name]) => name);
    return { results: results.map(([, tensor]) => recorder.outputOf(tensor)), updates: [] };
  };
  const traced = new TracedFunction(program, body, precision, seed);
  let runs = 0;
  return {
    run: (...inputs) => named<Name, tf.Tensor>(traced.run(inputs, runs++), names),
    dispose: () => program.dispose(),
    precision,
  };
}

/** Values by name. */
function named<Name extends string, Value>(values: readonly Value[], names: readonly string[]): Record<Name, Value>;
function named<Value>(values: readonly Value[], names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(values.map((value, index) => [names[index] ?? "", value]));
}
