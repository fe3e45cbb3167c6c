import { randomLcg } from "d3-random";
import type { SaliencyMaps } from "./explainer";

/**
 * Maps that know nothing of the network, to compare others with: random values.
 *
 * @param count - of how many faces
 * @param options - `side`: the maps' width and height; `seed`: a whole number; the same draws the same maps
 */
export function randomMaps(count: number, { side, seed }: { side: number; seed: number }): SaliencyMaps {
  const random = randomLcg(seed);
  const maps = Array.from({ length: count }, () => Float32Array.from({ length: side ** 2 }, random));
  return { side, age: maps, gender: maps };
}

/**
 * Maps that know nothing of the network, to compare others with: the nearer to the middle of the picture, where a face is, the higher.
 *
 * @param count - of how many faces
 */
export function middleMaps(count: number, { side }: { side: number }): SaliencyMaps {
  const fromMiddle = (cell: number) => (cell + 0.5) / side - 0.5;
  const map = Float32Array.from(
    { length: side ** 2 },
    (_, cell) => 1 - Math.hypot(fromMiddle(Math.floor(cell / side)), fromMiddle(cell % side)),
  );
  const maps = Array.from({ length: count }, () => map);
  return { side, age: maps, gender: maps };
}
