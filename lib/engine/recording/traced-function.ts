import type { Precision } from "../device/precision";
import { DataType, nodeOf, type Output, type } from "../graph/graph-definition";
import { handleOf, nodeBackend, tensorOf } from "../node-backend";
import { nativeBatchNormalization } from "../operations/batch-normalization";
import { nativeReluGradient } from "../operations/relu-gradient";
import { statelessRandomness } from "../random/randomness";
import type { Program } from "../session/program";
import { tf } from "../tensorflow";
import { poolFirst } from "./pooling-first";
import { Recorder, type TypedOutput } from "./recorder";

/** What a function gives while it is recorded. */
export interface Recorded {
  /** What the function returns: see `Recorder.outputOf`. */
  results: readonly TypedOutput[];
  /** Nodes that change variables, beside the function's own assignments. */
  updates: readonly { variable: tf.Variable; node: Output }[];
}

/** A float32 scalar that differs from run to run, and where the graph takes it. */
export interface FedNumber {
  output: Output;
  value: number;
}

/** The function's part of the graph, for inputs of certain shapes and types. */
interface Trace {
  feeds: readonly Output[];
  step: Output;
  results: readonly Output[];
  updated: readonly tf.Variable[];
}

/** A function in a program. It is recorded anew for each combination of its inputs' shapes and types. */
export class TracedFunction<Inputs extends tf.Tensor[]> {
  private readonly traces = new Map<string, Trace>();

  /**
   * @param body - runs the function once; the recorder tells which outputs of the graph its tensors are
   * @param seed - of the random numbers that the function draws
   */
  constructor(
    private readonly program: Program,
    private readonly body: (inputs: Inputs, recorder: Recorder) => Recorded,
    private readonly precision: Precision,
    private readonly seed: number,
  ) {}

  /**
   * Runs the function.
   *
   * @param step - the run's number; with another one, other random numbers are drawn
   * @param numbers - all scalars that the body has added placeholders for
   * @returns the results; the caller owns them
   * @throws {CompileError} if the function does what a graph cannot
   */
  run(inputs: Inputs, step: number, numbers: readonly FedNumber[] = []): tf.Tensor[] {
    const { binding } = nodeBackend();
    const trace = this.traceFor(inputs);
    const scalars = numbers.map(({ output, value }) => ({
      output,
      handle: binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value)),
    }));
    scalars.push({ output: trace.step, handle: binding.createTensor([], binding.TF_INT32, Int32Array.of(step)) });
    try {
      const feeds = inputs.map((tensor, index) => ({
        output: trace.feeds[index] ?? trace.step,
        handle: handleOf(tensor),
      }));
      const fetched = this.program.run({
        feeds: [...feeds, ...scalars],
        fetches: trace.results,
        updates: trace.updated,
      });
      return fetched.map(tensorOf);
    } finally {
      for (const { handle } of scalars) binding.deleteTensor(handle);
    }
  }

  private traceFor(inputs: Inputs): Trace {
    // one tensor given twice is another trace: the recorder cannot tell which of the two an operation means
    const key = inputs.map((tensor) => `${tensor.dtype}[${tensor.shape}]${inputs.indexOf(tensor)}`).join();
    const known = this.traces.get(key);
    if (known !== undefined) return known;
    const trace = this.trace(inputs);
    this.traces.set(key, trace);
    return trace;
  }

  private trace(inputs: Inputs): Trace {
    const { program } = this;
    const { graph } = program;
    const start = graph.nodes.length;
    const recorder = new Recorder(program, this.precision);
    const feeds = inputs.map((tensor) => graph.placeholder(nodeBackend().getDTypeInteger(tensor.dtype), tensor.shape));
    const step = graph.placeholder(DataType.int32, []);
    const stepTensor = tf.scalar(0, "int32");
    try {
      for (const [index, tensor] of inputs.entries()) recorder.bind(tensor, feeds[index] ?? step);
      recorder.bind(stepTensor, step);
      const patches = [nativeReluGradient, nativeBatchNormalization, ...statelessRandomness(this.seed, stepTensor)];
      const { result, updates } = recorder.record(() => this.body(inputs, recorder), patches);
      poolFirst(graph, start, new Set(result.results.map(({ output }) => output)));
      const changes = [...result.updates];
      for (const [variable, value] of updates) changes.push({ variable, node: assign(program, variable, value) });
      const results = result.results.map(({ output, dataType }) =>
        graph.add("Identity", [output, ...changes.map(({ node }) => `^${nodeOf(node)}`)], { T: type(dataType) }),
      );
      return { feeds, step, results, updated: changes.map(({ variable }) => variable) };
    } finally {
      stepTensor.dispose();
    }
  }
}

/** Adds an assignment that waits until the old value has been read. */
function assign(program: Program, variable: tf.Variable, value: TypedOutput): Output {
  const { handle, value: before } = program.variable(variable);
  const attributes = { dtype: type(value.dataType) };
  return program.graph.add("AssignVariableOp", [handle, value.output, `^${nodeOf(before)}`], attributes);
}
