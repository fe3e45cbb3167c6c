import { tf } from "../../engine/tensorflow";
import type { AgeLoss } from "../losses/age-loss";
import { faceresTrunk } from "./faceres";
import { residualTrunk } from "./residual";
import { ageHead, genderHead, type SharedCnnOptions, sharedTrunk } from "./shared-cnn";
import { vgg16Trunk } from "./vgg-16";

/**
 * What computes the features of a face, for both heads: layers from the images, [size, size, 3], standardized, to a vector.
 *
 * `seed` is the network's, to make initial weights and dropout masks reproducible.
 */
export type Trunk = (images: tf.SymbolicTensor, options: { seed: number }) => tf.SymbolicTensor;

/** The trunks that have a name, that of the reference first. */
export const TRUNKS = ["shared-cnn", "residual", "faceres", "vgg-16"] as const;

/** The name of a trunk. */
export type TrunkName = (typeof TRUNKS)[number];

/** A trunk, and what goes with it. */
interface NamedTrunk {
  trunk: Trunk;
  /** The network's name in `run.json` and in tables of runs. */
  name: string;
  headUnits: number;
}

/** Units of each head's hidden layer in the reference. */
const REFERENCE_UNITS = 1024;

const trunks: Readonly<Record<TrunkName, NamedTrunk>> = {
  "shared-cnn": { trunk: sharedTrunk, name: "shared_cnn", headUnits: REFERENCE_UNITS },
  residual: { trunk: residualTrunk, name: "residual", headUnits: 0 },
  faceres: { trunk: faceresTrunk, name: "faceres", headUnits: 0 },
  "vgg-16": { trunk: vgg16Trunk, name: "vgg_16", headUnits: 0 },
};

/** What a network is built of. */
export interface AgeGenderNetworkOptions extends Pick<SharedCnnOptions, "imageSize" | "seed"> {
  /** A trunk's name, or layers of one's own. Default `shared-cnn`, the reference's. */
  trunk?: TrunkName | Trunk;
  /** Units of each head's hidden layer, which is linear; 0 for none. Default: those that go with the trunk, or 1024. */
  headUnits?: number;
  /** What the age is to be learned by: its head gives 101 logits or one number accordingly. Default `classes`. */
  ageLoss?: AgeLoss | undefined;
  /** The network's name, by which runs are told apart. Default: that of the trunk, or of its function. */
  name?: string;
}

/**
 * A network for both tasks: a trunk, and on its features an age head and a gender head. Its input are standardized images;
 * its outputs are the logits of age, [101] (or one number, see `ageLoss`), and gender, [2].
 *
 * @returns a model owned by the caller, who disposes it
 * @throws when there is no trunk of that name, or when a trunk's features are not a vector
 * @example
 * const reference = ageGenderNetwork({ imageSize: 64 });
 * const wider = ageGenderNetwork({
 *   trunk: (images, { seed }) => sharedTrunk(images, { filters: [48, 96, 192], seed }),
 *   name: "wider",
 *   imageSize: 64,
 * });
 */
export function ageGenderNetwork(options: AgeGenderNetworkOptions = {}): tf.LayersModel {
  const { imageSize = 224, seed = 1, ageLoss } = options;
  const chosen = namedTrunk(options.trunk ?? "shared-cnn");
  const { name = chosen.name, headUnits: units = chosen.headUnits } = options;
  const images = tf.input({ name: "images", shape: [imageSize, imageSize, 3] });
  const features = chosen.trunk(images, { seed });
  if (features.shape.length !== 2) {
    throw new Error(
      `the features of the trunk ${name} are [${features.shape.slice(1)}], not a vector: end it with tf.layers.flatten() or tf.layers.globalAveragePooling2d({})`,
    );
  }
  return tf.model({
    name,
    inputs: images,
    outputs: [ageHead(features, { units, seed, ageLoss }), genderHead(features, { units, seed })],
  });
}

function namedTrunk(trunk: TrunkName | Trunk): NamedTrunk {
  if (typeof trunk === "function") return { trunk, name: trunk.name || "own_trunk", headUnits: REFERENCE_UNITS };
  if (!TRUNKS.includes(trunk)) throw new Error(`there is no trunk ${trunk}: it is one of ${TRUNKS.join(", ")}`);
  return trunks[trunk];
}
