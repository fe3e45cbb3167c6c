import { CompileError } from "./compile-error";
import { compiledTrainingStep } from "./compiled-training-step";
import { eagerTrainingStep } from "./eager-training-step";
import type { tf } from "./tensorflow";
import type { TrainingStep, TrainingStepDefinition } from "./training-step-definition";

/**
 * Makes a training step: forward pass, gradients, and the optimizer's update of the weights, as one TensorFlow graph.
 *
 * What cannot be compiled is trained operation by operation, with the same results, after a warning that says why.
 *
 * @example
 * const step = createTrainingStep({ losses: (x, y) => ({ loss: … }), weights: [slope], optimizer: "adam" });
 * const { loss } = step.run([x, y], { learningRate: 1e-4 });
 */
export function createTrainingStep<Inputs extends tf.Tensor[], Name extends string>(
  definition: TrainingStepDefinition<Inputs, Name>,
): TrainingStep<Inputs, Name> {
  let step = compiledTrainingStep(definition);
  return {
    run: (inputs, options) => {
      try {
        return step.run(inputs, options);
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        step.dispose();
        step = eagerTrainingStep(definition, error.message);
        console.warn(`Training runs operation by operation: ${error.message}.`);
        return step.run(inputs, options);
      }
    },
    get mode() {
      return step.mode;
    },
    dispose: () => step.dispose(),
  };
}
