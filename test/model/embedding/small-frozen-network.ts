import { tf } from "../../../lib/engine/tensorflow";
import type { AgeLoss } from "../../../lib/model/losses/age-loss";
import { ageGenderNetwork, type Trunk } from "../../../lib/model/networks/age-gender-network";
import { applyInTurn, dropout } from "../../../lib/model/networks/seeded-layers";

/** A trunk of one convolution, to be frozen, whose mean is the embedding, [4], and a dense layer between dropouts. */
const smallTrunk: Trunk = (images, { seed }) =>
  applyInTurn(
    [
      tf.layers.conv2d({ name: "conv", filters: 4, kernelSize: 3, strides: 2, padding: "same", activation: "relu" }),
      tf.layers.globalAveragePooling2d({ name: "embedding" }),
      dropout("embedding_dropout", 0.2, seed),
      tf.layers.dense({ name: "features", units: 8, activation: "relu" }),
    ],
    images,
  );

/** A network for images of 8 px whose first convolution is frozen. */
export function smallFrozenNetwork(ageLoss?: AgeLoss): tf.LayersModel {
  const model = ageGenderNetwork({ trunk: smallTrunk, name: "small", imageSize: 8, headUnits: 0, ageLoss });
  model.getLayer("conv").trainable = false;
  return model;
}
