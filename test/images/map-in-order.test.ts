import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { mapInOrder } from "../../lib/images/map-in-order";

test("the results come in the items' order, whatever finishes first", async () => {
  const results: number[] = [];
  for await (const result of mapInOrder([30, 1, 20, 2], 4, (milliseconds) => setTimeout(milliseconds, milliseconds))) {
    results.push(result);
  }
  expect(results).toEqual([30, 1, 20, 2]);
});

test("no more than so many are under way, and the next are while the consumer works", async () => {
  let underWay = 0;
  let most = 0;
  const work = async (item: number) => {
    most = Math.max(most, ++underWay);
    await setTimeout(1);
    underWay--;
    return item;
  };
  const seen: number[] = [];
  for await (const item of mapInOrder(Array.from({ length: 20 }).keys(), 3, work)) {
    if (item === 0) expect(underWay).toBe(2);
    seen.push(item);
  }
  expect(most).toBe(3);
  expect(seen.length).toBe(20);
});

test("an error comes in its item's turn", async () => {
  const work = async (item: string) => {
    if (item === "bad") throw new Error("bad item");
    await setTimeout(5);
    return item;
  };
  const seen: string[] = [];
  const run = async () => {
    for await (const item of mapInOrder(["a", "b", "bad", "c"], 4, work)) seen.push(item);
  };
  await expect(run()).rejects.toThrow("bad item");
  expect(seen).toEqual(["a", "b"]);
});

test("leaving early waits for what is under way and starts nothing more", async () => {
  let started = 0;
  let finished = 0;
  const work = async () => {
    started++;
    await setTimeout(5);
    finished++;
  };
  for await (const _ of mapInOrder(Array.from({ length: 100 }), 4, work)) break;
  expect(started).toBe(4);
  expect(finished).toBe(4);
});
