import { setImmediate } from "node:timers/promises";
import { table } from "arquero";
import { describe, expect, test } from "vitest";
import { type Batch, orderedBatches, shuffledBatches } from "../../lib/images/batches";
import type { FaceSplit } from "../../lib/images/face-split";

/** A split in memory of 1 x 1 images, whose bytes and labels follow from their row; `reads` lists what was read. */
function numberedSplit(count: number): FaceSplit & { reads: number[][] } {
  const rows = Array.from({ length: count }, (_, row) => row);
  const reads: number[][] = [];
  return {
    name: "train",
    folder: "",
    count,
    imageSize: 1,
    faces: table({ filename: rows.map((row) => `${row}.jpg`) }),
    ages: Int32Array.from(rows, (row) => row + 1),
    genders: Int32Array.from(rows, (row) => row % 2),
    reads,
    readImages: async (wanted) => {
      reads.push(Array.from(wanted));
      await setImmediate();
      return Uint8Array.from(Array.from(wanted).flatMap((row) => [row, row, row]));
    },
    close: async () => {},
  };
}

async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const collected: Batch[] = [];
  for await (const batch of batches) collected.push(batch);
  return collected;
}

const rowsOf = (batches: Batch[]) => batches.flatMap(({ rows }) => Array.from(rows));

describe("ordered", () => {
  test("every face once, in order, the last batch smaller", async () => {
    const batches = await collect(orderedBatches(numberedSplit(10), { batchSize: 4 }));
    expect(batches.map(({ size }) => size)).toEqual([4, 4, 2]);
    expect(rowsOf(batches)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("images, ages and genders belong to their rows", async () => {
    const [, second] = await collect(orderedBatches(numberedSplit(5), { batchSize: 3 }));
    expect(second).toEqual({
      images: Uint8Array.of(3, 3, 3, 4, 4, 4),
      ages: Int32Array.of(4, 5),
      genders: Int32Array.of(1, 0),
      rows: Int32Array.of(3, 4),
      size: 2,
      imageSize: 1,
    });
  });

  test("a batch larger than the split, and a split without faces", async () => {
    expect((await collect(orderedBatches(numberedSplit(2), { batchSize: 16 }))).map(({ size }) => size)).toEqual([2]);
    expect(await collect(orderedBatches(numberedSplit(0), { batchSize: 16 }))).toEqual([]);
  });
});

describe("shuffled", () => {
  const order = async (seed: number, epoch: number, count = 100) =>
    rowsOf(await collect(shuffledBatches(numberedSplit(count), { batchSize: 16, seed, epoch })));

  test("every face once an epoch", async () => {
    const rows = await order(42, 0);
    expect(rows).not.toEqual(rows.slice().sort((a, b) => a - b));
    expect(rows.slice().sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, row) => row));
  });

  test("the same seed and epoch give the same order, others give others", async () => {
    const rows = await order(42, 3);
    expect(await order(42, 3)).toEqual(rows);
    expect(await order(42, 4)).not.toEqual(rows);
    expect(await order(43, 3)).not.toEqual(rows);
  });

  test("neighboring epochs and seeds have no more places in common than chance gives", async () => {
    const count = 1000;
    const orders = await Promise.all(
      [
        [1, 0],
        [1, 1],
        [1, 2],
        [2, 0],
        [0, 0],
        [0, 1],
      ].map(([s = 0, e = 0]) => order(s, e, count)),
    );
    for (const [index, one] of orders.entries()) {
      for (const other of orders.slice(index + 1)) {
        // Chance gives one place on average (a Poisson distribution).
        expect(one.filter((row, place) => other[place] === row).length).toBeLessThan(8);
      }
    }
  });

  test("images and labels belong to their rows", async () => {
    for (const batch of await collect(shuffledBatches(numberedSplit(50), { batchSize: 8, seed: 1, epoch: 1 }))) {
      expect(Array.from(batch.images)).toEqual(Array.from(batch.rows).flatMap((row) => [row, row, row]));
      expect(Array.from(batch.ages)).toEqual(Array.from(batch.rows, (row) => row + 1));
      expect(Array.from(batch.genders)).toEqual(Array.from(batch.rows, (row) => row % 2));
    }
  });
});

test("the next batch is being read while the consumer works, and no more", async () => {
  const split = numberedSplit(100);
  const readAhead: number[] = [];
  let taken = 0;
  for await (const _ of orderedBatches(split, { batchSize: 10 })) {
    taken++;
    readAhead.push(split.reads.length - taken);
  }
  expect(readAhead).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
});

test("leaving early reads no further", async () => {
  const split = numberedSplit(100);
  for await (const _ of orderedBatches(split, { batchSize: 10 })) break;
  expect(split.reads.length).toBe(2);
});

test("an error in reading ahead reaches the consumer", async () => {
  const split = numberedSplit(100);
  const readImages = async (rows: ArrayLike<number>) => {
    if (rows[0] === 10) throw new Error("the disk is gone");
    return split.readImages(rows);
  };
  await expect(collect(orderedBatches({ ...split, readImages }, { batchSize: 10 }))).rejects.toThrow(
    "the disk is gone",
  );
});

test.each([0, -1, 1.5, Number.NaN])("a batch size of %f is refused", (batchSize) => {
  expect(() => orderedBatches(numberedSplit(4), { batchSize })).toThrow(`batchSize is ${batchSize}`);
});
