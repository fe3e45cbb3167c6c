import { binding } from "../binding";
import { choosePrecision } from "../device/choose-precision";
import { findGpu } from "../device/gpu";
import { DataType, type GraphNode, nodeOf, type Output } from "../graph/graph-definition";
import type { Recorder, TypedOutput } from "../recording/recorder";
import { TracedFunction } from "../recording/traced-function";
import { Program } from "../session/program";
import type { Slot } from "../session/slot";
import { tf } from "../tensorflow";
import { graphOptimizer } from "./optimizer";
import { collectSlots, type OptimizerSlot } from "./optimizer-state";
import type { TrainingStep, TrainingStepDefinition } from "./training-step-definition";

/**
 * A training step that is one TensorFlow graph for each combination of its inputs' shapes. See `createTrainingStep`.
 *
 * Its `run` throws a `CompileError` when the losses cannot be compiled; nothing has changed then.
 */
export function compiledTrainingStep<Inputs extends tf.Tensor[], Name extends string>(
  definition: TrainingStepDefinition<Inputs, Name>,
): TrainingStep<Inputs, Name> {
  const { losses, weights, seed = 0 } = definition;
  const precision = choosePrecision(definition.precision ?? "auto");
  const optimizer = graphOptimizer(definition.optimizer);
  const program = new Program();
  const { graph } = program;
  const numbers = optimizer.numbers(0, 1).map(() => graph.placeholder(DataType.float32, []));
  const slots = new Map<tf.Variable, Slot[]>(); // shared by the traces
  let restored: OptimizerSlot[] = []; // of weights that no trace has met yet
  let names: readonly string[] = [];
  let updates = 0;

  const slotsOf = (weight: tf.Variable) => {
    const known = slots.get(weight);
    if (known !== undefined) return known;
    const starts = restored.filter((slot) => weights[slot.weight] === weight);
    restored = restored.filter((slot) => !starts.includes(slot));
    const added = Array.from({ length: optimizer.slots }, (_, index) =>
      program.slot(weight.shape, starts.find(({ slot }) => slot === index)?.values),
    );
    slots.set(weight, added);
    return added;
  };
  const body = (inputs: Inputs, recorder: Recorder) => {
    const start = graph.nodes.length;
    const computed = new Map<string, TypedOutput>();
    const { grads } = tf.variableGrads(() => {
      const scalars = losses(...inputs);
      for (const [name, scalar] of Object.entries<tf.Scalar>(scalars)) computed.set(name, recorder.outputOf(scalar));
      return scalars.loss;
    }, [...weights]);
    names = [...computed.keys()];
    const updates = weights.flatMap((variable) => {
      const gradient = grads[variable.name];
      if (gradient === undefined) return []; // the losses do not depend on it
      const { handle, value } = program.variable(variable);
      const variables = [handle, ...slotsOf(variable).map((slot) => slot.handle)];
      // The losses are computed from the weight as it was; and who still reads it makes TensorFlow copy it first.
      const after = [nodeOf(value), ...readersOf(graph.nodes.slice(start), value)].map((name): Output => `^${name}`);
      const update = { graph, variables, numbers, gradient: recorder.outputOf(gradient).output, after };
      const node = optimizer.add(update);
      return [{ variable, node }];
    });
    return { results: [...computed.values()], updates };
  };

  function* readSlots(): Generator<OptimizerSlot, void, undefined> {
    for (const slot of restored) yield slot;
    const places = Array.from(slots).flatMap(([weight, ofWeight]) =>
      ofWeight.map((variable, slot) => ({ weight: weights.indexOf(weight), slot, variable })),
    );
    let next = 0;
    for (const values of program.readSlots(places.map(({ variable }) => variable))) {
      const place = places[next++];
      if (place) yield { weight: place.weight, slot: place.slot, values };
    }
  }

  const traced = new TracedFunction(program, body, precision, seed);
  return {
    run: (inputs, { learningRate }) => {
      const values = optimizer.numbers(learningRate, updates + 1);
      const fed = numbers.map((output, index) => ({ output, value: values[index] ?? 0 }));
      const results = traced.run(inputs, updates, fed);
      updates++;
      return readAll<Name | "loss">(names, results);
    },
    mode: `compiled, ${precision}${binding.isUsingGpuDevice() ? `, on ${findGpu()?.name ?? "an NVIDIA GPU"}` : ""}`,
    state: async () => ({ updates, slots: readSlots() }),
    restore: async (state) => {
      const all = collectSlots(state, weights, optimizer.slots);
      updates = state.updates;
      restored = [];
      for (const saved of all) {
        const weight = weights[saved.weight];
        const slot = weight && slots.get(weight)?.[saved.slot];
        if (slot === undefined) restored.push(saved);
        else program.fillSlot(slot, saved.values);
      }
    },
    dispose: () => program.dispose(),
  };
}

/** Operations whose result is the memory of their input. */
const ALIASES = new Set(["Reshape", "Identity", "ExpandDims", "Squeeze"]);

/** The names of the nodes that read an output, also by another name for the same memory. */
function readersOf(nodes: readonly GraphNode[], output: Output): string[] {
  const readers = nodes.filter(({ inputs }) => inputs.includes(output));
  return readers.flatMap(({ name, op }) => [name, ...(ALIASES.has(op) ? readersOf(nodes, `${name}:0`) : [])]);
}

/** The scalars as numbers, by name; frees them. */
function readAll<Name extends string>(names: readonly string[], scalars: readonly tf.Tensor[]): Record<Name, number>;
function readAll(names: readonly string[], scalars: readonly tf.Tensor[]): Record<string, number> {
  const entries = scalars.map((scalar, index) => [names[index] ?? "", scalar.dataSync()[0] ?? Number.NaN]);
  tf.dispose([...scalars]);
  return Object.fromEntries(entries);
}
