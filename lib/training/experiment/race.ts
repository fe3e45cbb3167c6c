import type { ColumnTable } from "arquero";
import type { tf } from "../../engine/tensorflow";
import { type TrainVariantsOptions, trainVariants } from "./train-variants";
import { variantMeans } from "./variant-means";

/** A race, and what is trained in it. */
export interface RaceOptions
  extends Omit<TrainVariantsOptions, "variants" | "network" | "epochs" | "steps" | "schedule"> {
  /** How long each network is trained. */
  seconds: number;
  /** Makes each network with new weights, by its name. */
  networks: Readonly<Record<string, (seed: number) => tf.LayersModel | Promise<tf.LayersModel>>>;
}

/**
 * Trains networks for the same time, each with several seeds: a network that takes longer for a step must not get more of it.
 * Each is trained for one epoch first, which tells how fast it is, and then for as many as it makes in the seconds.
 *
 * @returns what `trainVariants` returns, a variant a network
 * @throws what `trainVariants` throws
 * @example
 * await race({ seconds: 5, networks: { "shared CNN": (seed) => sharedCnn({ imageSize: 32, seed }) }, ...experiment });
 */
export async function race({ seconds, networks, ...experiment }: RaceOptions): Promise<ColumnTable> {
  const names = Object.keys(networks);
  const common = {
    ...experiment,
    network: (seed: number, name: string) => {
      const network = networks[name];
      if (network === undefined) throw new Error(`no network is named ${name}`);
      return network(seed);
    },
  };
  const warmUp = await trainVariants({
    ...common,
    seeds: experiment.seeds.slice(0, 1),
    variants: Object.fromEntries(names.map((name) => [name, { epochs: 1 }])),
  });
  const means = variantMeans(warmUp);
  const speeds = new Map(
    Array.from(means.array("variant"), (name, row) => [name, Number(means.get("images_per_second", row))]),
  );
  const epochs = (name: string) =>
    Math.max(1, Math.round((seconds * (speeds.get(name) ?? 0)) / experiment.train.count));
  return trainVariants({
    ...common,
    variants: Object.fromEntries(names.map((name) => [name, { epochs: epochs(name) }])),
  });
}
