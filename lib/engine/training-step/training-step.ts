import { CompileError } from "../compile-error";
import type { tf } from "../tensorflow";
import { compiledTrainingStep } from "./compiled-training-step";
import { eagerTrainingStep } from "./eager-training-step";
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
  let fallback: TrainingStep<Inputs, Name> | undefined; // for a restored step that turns out not to compile
  let reason = "";
  return {
    run: (inputs, options) => {
      try {
        const losses = step.run(inputs, options);
        fallback?.dispose();
        fallback = undefined;
        return losses;
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        step.dispose();
        step = fallback ?? eagerTrainingStep(definition);
        fallback = undefined;
        reason = `: ${error.message}`;
        console.warn(`Training runs operation by operation${reason}.`);
        return step.run(inputs, options);
      }
    },
    get mode() {
      return step.mode + reason;
    },
    state: () => step.state(),
    restore: async ({ updates, slots }) => {
      const state = { updates, slots: [...slots] };
      await step.restore(state);
      if (reason !== "") return;
      fallback?.dispose();
      fallback = eagerTrainingStep(definition);
      await fallback.restore(state);
    },
    dispose: () => {
      step.dispose();
      fallback?.dispose();
    },
  };
}
