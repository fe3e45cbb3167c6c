import { eagerOptimizer } from "./optimizer";
import { tf } from "./tensorflow";
import type { TrainingStep, TrainingStepDefinition } from "./training-step-definition";

/** A training step that runs operation by operation, as TensorFlow.js comes. See `createTrainingStep`. */
export function eagerTrainingStep<Inputs extends tf.Tensor[], Name extends string>(
  { losses, weights, optimizer: name }: TrainingStepDefinition<Inputs, Name>,
  reason: string,
): TrainingStep<Inputs, Name> {
  const optimizer = eagerOptimizer(name);
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
      return numbers;
    },
    mode: `operation by operation: ${reason}`,
    dispose: () => optimizer.dispose(),
  };
}

function readAll<Name extends string>(scalars: Record<Name, tf.Scalar>): Record<Name, number>;
function readAll(scalars: Record<string, tf.Scalar>): Record<string, number> {
  return Object.fromEntries(Object.entries(scalars).map(([name, scalar]) => [name, scalar.arraySync()]));
}
