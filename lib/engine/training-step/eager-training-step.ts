import { tf } from "../tensorflow";
import { type EagerOptimizer, eagerOptimizer, graphOptimizer } from "./optimizer";
import { collectSlots, type OptimizerSlot } from "./optimizer-state";
import type { TrainingStep, TrainingStepDefinition } from "./training-step-definition";

/** A training step that runs operation by operation, as TensorFlow.js comes. See `createTrainingStep`. */
export function eagerTrainingStep<Inputs extends tf.Tensor[], Name extends string>({
  losses,
  weights,
  optimizer: name,
}: TrainingStepDefinition<Inputs, Name>): TrainingStep<Inputs, Name> {
  const optimizer = eagerOptimizer(name);
  const slotCount = graphOptimizer(name).slots;
  let updates = 0;
  return {
    run: (inputs, { learningRate }) => {
      optimizer.setLearningRate(learningRate);
      const computed: Record<Name | "loss", number>[] = [];
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => {
          const scalars = losses(...inputs);
          computed.push(readAll(scalars));
          return scalars.loss;
        }, [...weights]);
        optimizer.applyGradients(grads);
      });
      const [numbers] = computed;
      if (numbers === undefined) throw new Error("the losses were not computed");
      updates++;
      return numbers;
    },
    mode: "operation by operation",
    state: async () => ({ updates, slots: await readSlots(optimizer, weights, slotCount) }),
    restore: async (state) => {
      const slots = collectSlots(state, weights, slotCount);
      await giveSlots(optimizer, weights, state.updates, slots);
      updates = state.updates;
    },
    dispose: () => optimizer.dispose(),
  };
}

/** What an optimizer of TensorFlow.js keeps: slot after slot, for each weight that had a gradient. */
async function readSlots(
  optimizer: EagerOptimizer,
  weights: readonly tf.Variable[],
  slotCount: number,
): Promise<OptimizerSlot[]> {
  const [iterations, ...kept] = await optimizer.getWeights();
  iterations?.tensor.dispose(); // made for us; the others are the optimizer's own
  const trained = kept.length / slotCount;
  return kept.map(({ name, tensor }, index) => ({
    weight: weights.findIndex((weight) => weight.name === name.slice(0, name.lastIndexOf("/"))),
    slot: Math.floor(index / trained),
    values: Float32Array.from(tensor.dataSync()),
  }));
}

async function giveSlots(
  optimizer: EagerOptimizer,
  weights: readonly tf.Variable[],
  updates: number,
  slots: OptimizerSlot[],
): Promise<void> {
  const inOrder = [...slots].sort((a, b) => a.slot - b.slot || a.weight - b.weight);
  const kept = inOrder.map(({ weight, slot, values }) => ({
    name: `${weights[weight]?.name}/${slot}`,
    tensor: tf.tensor(values, weights[weight]?.shape),
  }));
  const iterations = tf.scalar(updates, "int32");
  await optimizer.setWeights([{ name: "iter", tensor: iterations }, ...kept]);
  tf.dispose([iterations, ...kept.map(({ tensor }) => tensor)]);
}

function readAll<Name extends string>(scalars: Record<Name, tf.Scalar>): Record<Name, number>;
function readAll(scalars: Record<string, tf.Scalar>): Record<string, number> {
  return Object.fromEntries(Object.entries(scalars).map(([name, scalar]) => [name, scalar.arraySync()]));
}
