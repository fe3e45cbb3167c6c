import { tf } from "../../engine/tensorflow";

/** Training that has left the numbers: what happened where, and what to try. */
export function divergence(what: string, { step, learningRate }: { step: number; learningRate: number }): Error {
  return new Error(
    `${what} at step ${step} with learning rate ${learningRate}: try a smaller one, ${Number((learningRate / 10).toPrecision(2))} perhaps, or warm-up steps`,
  );
}

/** Whether all weights of a network are numbers; frees what it makes. */
export function weightsAreFinite(model: tf.LayersModel): boolean {
  return model.getWeights().every((weight) => tf.tidy(() => tf.all(tf.isFinite(weight)).dataSync()[0] === 1));
}
