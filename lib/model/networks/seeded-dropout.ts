import { seedFor } from "../../engine/random/random-uniform";
import { dropout } from "../../engine/random/stateless-dropout";
import { tf } from "../../engine/tensorflow";

/** What a dropout layer is made of. */
export interface DropoutOptions {
  /** The layer's name in the model. */
  name?: string;
  /** The share of values set to zero in training, at least 0 and below 1. */
  rate: number;
  /** Names the layer's own stream of random numbers, see `randomUniform`. Default: one made from its name. */
  seed?: number;
}

/**
 * Dropout (Srivastava et al. 2014): in training, a share `rate` of the values becomes 0 and the others are divided by
 * 1 - `rate`; otherwise nothing happens.
 *
 * It stands in for `tf.layers.dropout`, under whose name it is saved and loaded, for two reasons: that one draws its
 * masks in JavaScript, some 15 times slower, and given a seed it draws the same mask at each step. Here the mask depends
 * on the seed and on the step, which comes with the call: `model.apply(images, { training: true, step })`.
 */
export class Dropout extends tf.layers.Layer {
  static readonly className = "Dropout";
  readonly rate: number;
  readonly seed: number;

  /** @throws when the rate is out of its range */
  constructor({ rate, seed, ...rest }: DropoutOptions) {
    super(rest);
    if (!(rate >= 0 && rate < 1))
      throw new Error(`${this.name}: the rate must be at least 0 and below 1, but is ${rate}`);
    this.rate = rate;
    this.seed = seed ?? seedFor(this.name, 0);
  }

  /** @throws when training without `step`, an int32 scalar */
  override call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean; step?: tf.Scalar }): tf.Tensor {
    const [input] = Array.isArray(inputs) ? inputs : [inputs];
    if (input === undefined) throw new Error(`${this.name} needs an input`);
    if (!options.training) return input;
    const { step } = options;
    if (step === undefined) throw new Error(`${this.name} needs the step's number to draw its mask: pass { step }`);
    return dropout(input, this.rate, this.seed, step);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}

tf.serialization.registerClass(Dropout);
