import { randomLcg } from "d3-random";
import { UMAP } from "umap-js";

/**
 * Vectors of many numbers laid out in a plane, so that those which are near each other stay so: UMAP, with 15 neighbors. Which
 * groups there are can be seen in it; how far apart these lie, or how large one is, says nothing.
 *
 * Source: McInnes, Healy and Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction", 2018
 *
 * @param vectors - all of one length, 16 or more
 * @param options - `seed`: a whole number; the same lays them out alike
 * @returns of each vector where it lies
 * @throws when there are too few
 */
export function inTwoDimensions(
  vectors: readonly ArrayLike<number>[],
  { seed }: { seed: number },
): [x: number, y: number][] {
  const nNeighbors = 15;
  if (vectors.length <= nNeighbors) {
    throw new Error(`${vectors.length} faces are too few to be laid out: there must be more than ${nNeighbors}`);
  }
  const umap = new UMAP({ nNeighbors, random: randomLcg(seed) });
  const places = umap.fit(vectors.map((vector) => Array.from(vector)));
  return places.map(([x = Number.NaN, y = Number.NaN]) => [x, y]);
}
