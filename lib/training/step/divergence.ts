import { tf } from "../../engine/tensorflow";
import { SpoiledNetwork } from "../../model/prediction/prediction";

/** Where training may have left the numbers. */
interface Place {
  step: number;
  learningRate: number;
}

/** @throws when a step's loss is not a number: what happened where, and what to try */
export function checkStepLoss(loss: number, place: Place): void {
  if (!Number.isFinite(loss)) throw divergence(`the loss is ${loss}`, place);
}

/**
 * The loss is that before a step's update: what the update has spoiled must neither be evaluated nor kept.
 *
 * @throws when not all weights of a network are numbers; frees what it makes
 */
export function checkWeights(model: tf.LayersModel, place: Place): void {
  const areFinite = model
    .getWeights()
    .every((weight) => tf.tidy(() => tf.all(tf.isFinite(weight)).dataSync()[0] === 1));
  if (!areFinite) throw divergence("the weights are no longer numbers", place);
}

/** What an error in a network's predictions says of its training: that it diverged, if it did. */
export function divergenceOf(error: unknown, place: Place): unknown {
  return error instanceof SpoiledNetwork ? divergence("the network computes no numbers (NaN)", place) : error;
}

function divergence(what: string, { step, learningRate }: Place): Error {
  return new Error(
    `${what} at step ${step} with learning rate ${learningRate}: try a smaller one, ${Number((learningRate / 10).toPrecision(2))} perhaps, or warm-up steps`,
  );
}
