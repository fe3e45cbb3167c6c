/** What cells have made that ends with them, such as their widgets: ended when a cell is run anew or deleted. */

/** By the cells' ids, how to end each thing. */
const belongings = new Map<string, Set<() => void>>();

/**
 * Takes it that something belongs to a cell.
 *
 * @returns a function to call when it has ended by itself
 */
export function addBelonging(cell: string, end: () => void): () => void {
  const ends = belongings.get(cell) ?? new Set();
  belongings.set(cell, ends.add(end));
  return () => {
    if (ends.delete(end) && ends.size === 0 && belongings.get(cell) === ends) belongings.delete(cell);
  };
}

/** Ends all that belongs to a cell. */
export function endBelongings(cell: string): void {
  const ends = belongings.get(cell);
  belongings.delete(cell);
  for (const end of ends ?? []) end();
}
