import { tf } from "../../engine/tensorflow";
import { changingLayers, untrainedCopy } from "../../model/networks/initialize-weights";

/**
 * The exponential moving average of a network's weights (Polyak and Juditsky 1992): a network of its own, which often
 * predicts better than the weights of any one step.
 *
 * With each step it takes up a share 1 - decay of the weights that the step begins with. At first the share is greater, so
 * that the average forgets the untrained weights: the decay is at most (1 + step) / (10 + step), as of TensorFlow's
 * [ExponentialMovingAverage](https://www.tensorflow.org/api_docs/python/tf/train/ExponentialMovingAverage).
 */
export class WeightAverage {
  /** @param network - a network of the same layers whose weights are the average */
  private constructor(
    private readonly model: tf.LayersModel,
    readonly network: tf.LayersModel,
    private readonly decay: number,
  ) {}

  /**
   * The average of a network's weights, the same as they are at first; owned by the caller.
   *
   * @param model - stays the caller's
   * @param decay - at least 0 and below 1
   */
  static async of(model: tf.LayersModel, decay: number): Promise<WeightAverage> {
    const average = new WeightAverage(model, await untrainedCopy(model), decay);
    average.begin();
    return average;
  }

  /** Begins anew with the network's weights. */
  begin(): void {
    this.network.setWeights(this.model.getWeights());
  }

  /**
   * Takes up the network's weights: TensorFlow's operations only, so that it can be a part of a training step's graph.
   *
   * @param step - int32 scalar, counted from 1
   */
  update(step: tf.Scalar): void {
    tf.tidy(() => {
      const count = tf.cast(step, "float32");
      const share = tf.sub(1, tf.minimum(this.decay, tf.div(tf.add(count, 1), tf.add(count, 10))));
      const weightsOf = (model: tf.LayersModel) => changingLayers(model).flatMap((layer) => layer.getWeights());
      const weights = weightsOf(this.model);
      weightsOf(this.network).forEach((average, index) => {
        const weight = weights[index];
        if (!weight || !(average instanceof tf.Variable)) throw new Error("a network's weights are variables");
        average.assign(tf.sub(average, tf.mul(tf.sub(average, weight), share)));
      });
    });
  }

  /** Gives the network the average for its weights. */
  takeOver(): void {
    this.model.setWeights(this.network.getWeights());
  }

  dispose(): void {
    this.network.dispose();
  }
}
