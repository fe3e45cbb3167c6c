/**
 * Runs asynchronous work over many items, several at a time, and yields the results in the items' order. It runs ahead
 * of its consumer by fewer than `inFlight` items, so memory stays bounded.
 *
 * Items may come asynchronously. An error of the work comes out in its item's turn. A consumer that leaves the loop early waits for what is under way.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item> | AsyncIterable<Item>,
  inFlight: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const started: Promise<Result>[] = [];
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  try {
    while (true) {
      while (started.length < inFlight) {
        const next = await iterator.next();
        if (next.done) break;
        const result = work(next.value);
        result.catch(() => {}); // it is thrown in its turn; until then Node must not take it for unhandled
        started.push(result);
      }
      const first = started.shift();
      if (!first) return;
      yield await first;
    }
  } finally {
    await iterator.return?.();
    await Promise.allSettled(started);
  }
}
