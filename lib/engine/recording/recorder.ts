import type { Binding } from "../binding";
import { CompileError } from "../compile-error";
import type { Precision } from "../device/precision";
import type { Output } from "../graph/graph-definition";
import { handleOf, nodeBackend } from "../node-backend";
import { type Patch, replaced, withPatches } from "../operations/patches";
import type { Program } from "../session/program";
import { tf } from "../tensorflow";
import { addOperation } from "./add-operation";
import { attributesOf } from "./binding-attributes";
import { giveOwnData, handleIfAny, isElements, madeBefore } from "./captured-tensors";
import { fullOutput } from "./emit";
import type { RecordedOperation, Value } from "./recorded-operation";
import { layersInErrors, tensorScope } from "./recording-patches";

/** An output of the graph and TensorFlow's number for its element type. */
export interface TypedOutput {
  output: Output;
  dataType: number;
}

/** Operations that keep a state of their own, or that act on something outside the graph. */
const STATEFUL = /^(Multinomial|Random|TruncatedNormal|.*Summary|.*Writer)/;

/**
 * Records what a function does with tensors as nodes of a graph.
 *
 * Each operation of TensorFlow.js on Node ends in `binding.executeOp`. While a function is recorded it runs as ever,
 * once, and each of these calls also becomes a node. A tensor made from JavaScript's numbers, or made before, becomes a
 * constant. Variables that the function assigns to keep their values; their new ones are among the results.
 */
export class Recorder {
  private readonly values = new Map<number, Value>(); // by the binding's number for the tensor, never given twice
  private readonly before = new Map<tf.Variable, tf.Tensor>(); // what variables held that the function assigned to

  /** @param program - what the function is recorded to, or what stands for it */
  constructor(
    private readonly program: Pick<Program, "graph" | "read">,
    private readonly precision: Precision,
  ) {}

  /** Says that a tensor is what the graph has in `output`. */
  bind(tensor: tf.Tensor, output: Output): void {
    const dataType = nodeBackend().getDTypeInteger(tensor.dtype);
    this.values.set(handleOf(tensor), { output, shape: tensor.shape, dataType });
  }

  /** The output of the graph that has a tensor which the function was given, made or read. */
  outputOf(tensor: tf.Tensor): TypedOutput {
    const value = this.valueOf(handleOf(tensor), nodeBackend().binding);
    return { output: fullOutput(this.program.graph, value), dataType: value.dataType };
  }

  /**
   * Runs a function and records it. Whatever happens, afterwards all is as it was.
   *
   * @returns what the function returned, which must not be a tensor, and the new values of the variables it assigned to
   * @throws {CompileError} if the function does what a graph cannot
   */
  record<Result>(
    body: () => Result,
    patches: readonly Patch[],
  ): { result: Result; updates: Map<tf.Variable, TypedOutput> } {
    const backend = nodeBackend();
    const variables = tf.engine().registeredVariables;
    const known = new Set(Object.keys(variables));
    for (const variable of Object.values(variables)) giveOwnData(variable);
    const recording = replaced(backend, "binding", this.recording(backend.binding));
    return withPatches([tensorScope, recording, this.assignments(), layersInErrors, ...patches], () => {
      try {
        const result = body();
        const created = Object.keys(variables).find((name) => !known.has(name));
        if (created !== undefined) throw new CompileError(`it makes a variable, ${created}, each time it runs`);
        const updates = new Map<tf.Variable, TypedOutput>();
        for (const variable of this.before.keys()) updates.set(variable, this.outputOf(variable));
        return { result, updates };
      } finally {
        for (const [variable, value] of this.before) {
          variable.assign(value);
          value.dispose();
        }
      }
    });
  }

  /** The binding, with a record kept of what goes through it. */
  private recording(real: Binding): Binding {
    const createTensor: Binding["createTensor"] = (shape, dataType, values) => {
      const handle = real.createTensor(shape, dataType, values);
      if (isElements(values)) this.values.set(handle, { shape, dataType, elements: values.slice() });
      return handle;
    };
    const executeOp: Binding["executeOp"] = (op, attributes, inputs, count) => {
      const results = real.executeOp(op, attributes, inputs, count);
      if (STATEFUL.test(op)) throw new CompileError(`${op} has a state, or an effect, outside the graph`);
      const operation: RecordedOperation = {
        op,
        attributes: attributesOf(op, attributes),
        inputs: Array.from(inputs, (handle) => this.valueOf(handle, real)),
      };
      const given = results.map(({ shape, dtype }) => ({ shape, dataType: dtype }));
      const values = addOperation(this.program.graph, operation, this.precision, given);
      for (const [index, { id }] of results.entries()) {
        const value = values[index];
        if (value !== undefined) this.values.set(id, value);
      }
      return results;
    };
    const tensorDataSync: Binding["tensorDataSync"] = (handle) => {
      const value = this.values.get(handle);
      if (value !== undefined && value.elements === undefined) {
        throw new CompileError("it reads in JavaScript what a tensor holds, which differs from run to run");
      }
      return real.tensorDataSync(handle);
    };
    return Object.create(real, {
      createTensor: { value: createTensor },
      executeOp: { value: executeOp },
      tensorDataSync: { value: tensorDataSync },
    });
  }

  private valueOf(handle: number, real: Binding): Value {
    const known = this.values.get(handle);
    if (known !== undefined) return known;
    const variable = Object.values(tf.engine().registeredVariables).find((one) => handleIfAny(one) === handle);
    const value = variable === undefined ? madeBefore(handle, real) : this.read(variable);
    this.values.set(handle, value);
    return value;
  }

  private read(variable: tf.Variable): Value {
    const output = this.program.read(variable);
    return { output, shape: variable.shape, dataType: nodeBackend().getDTypeInteger(variable.dtype) };
  }

  /** Notes what a variable held before it is first assigned to. */
  private assignments(): Patch {
    const { before } = this;
    const { assign } = tf.Variable.prototype;
    return replaced(tf.Variable.prototype, "assign", function (this: tf.Variable, value) {
      if (!before.has(this)) before.set(this, tf.keep(this.clone()));
      assign.call(this, value);
    });
  }
}
