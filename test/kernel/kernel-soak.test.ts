/** Hours of work in one kernel, as front ends see it: each message arrives once, in its order, and memory stays as it was. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scratchFolder } from "../scratch-folder";

type Outcome = { status: string; messages: [type: string, text: string][] };

const folder = scratchFolder();
const client = spawn(".venv/bin/python", [path.join(__dirname, "jupyter_client_cells.py")]);
const answers = createInterface(client.stdout)[Symbol.asyncIterator]();
let complaints = "";
client.stderr.on("data", (text) => {
  complaints += text;
});

beforeAll(async () => {
  await run(`
import v8 from "node:v8";
import vm from "node:vm";
import { display } from "./lib/display/display";
v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc");`);
});
afterAll(async () => {
  client.stdin.end();
  await once(client, "exit");
});

/** Runs a cell; its messages but for the first two and the last, which are the same for each. */
async function run(code: string): Promise<Outcome["messages"]> {
  client.stdin.write(`${JSON.stringify(code)}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error(`The client has ended: ${complaints}`);
  const { status, messages }: Outcome = JSON.parse(value);
  expect(status, JSON.stringify(messages).slice(-2000)).toBe("ok");
  const [busy, input, idle] = [["status", "busy"], ["execute_input", ""], ["status", "idle"]]; // biome-ignore format: short
  expect([messages[0], messages[1], messages.at(-1)]).toEqual([busy, input, idle]);
  return messages.slice(2, -1);
}

/** MB that the kernel holds: all of its process, and what of it are JavaScript's objects. */
async function memory(): Promise<{ process: number; objects: number }> {
  const [result] = await run(`
collectGarbage();
const { rss, heapUsed } = process.memoryUsage();
JSON.stringify({ process: rss / 1e6, objects: heapUsed / 1e6 })`);
  return JSON.parse(result?.[1].slice(1, -1) ?? "");
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i));

test("2,000 cells", async () => {
  const before = await memory();
  for (let i = 0; i < 2000; i++) expect(await run(`${i} + 1`)).toEqual([["execute_result", String(i + 1)]]);
  const after = await memory();
  expect(after.objects).toBeLessThan(before.objects + 20); // of each cell its source is kept, for stack traces
}, 300_000);

test("20,000 displays in one cell, 10,000 updates two a turn, 30 MB of text: twice, and memory is flat", async () => {
  const held: number[] = [];
  for (let round = 0; round < 2; round++) {
    const displays = await run("for (let i = 0; i < 20_000; i++) display(i);");
    expect(displays).toEqual(numbers(20_000).map((i) => ["display_data", i]));

    const [shown, ...updates] = await run(`
const shown = display("first");
for (let i = 0; i < 10_000; i++) {
  shown.update(i);
  if (i % 2 === 1) await new Promise((turn) => setImmediate(turn));
}`);
    expect(shown).toEqual(["display_data", "'first'"]);
    expect(updates).toEqual(numbers(10_000).map((i) => ["update_display_data", i]));

    const text = await run("for (let i = 0; i < 300_000; i++) console.log(String(i).padEnd(99));");
    expect(text.every(([type]) => type === "stream")).toBe(true);
    const written = numbers(300_000).map((i) => `${i.padEnd(99)}\n`);
    expect(text.map(([, part]) => part).join("") === written.join("")).toBe(true);
    held.push((await memory()).process);
  }
  expect(held[1]).toBeLessThan((held[0] ?? 0) + 60);
}, 300_000);

test("a training of 5,000 steps with its live view, which ends as its chart", async () => {
  await run(`
import { sharedCnn } from "./lib/model/networks/shared-cnn";
import { train } from "./lib/training/train";
import { liveTraining } from "./lib/notebook/training-view/live-training";
import { fakeSplit } from "./test/model/fake-split";
const dropouts = [0.1, 0.1, 0.1];
const options = {
  model: sharedCnn({ imageSize: 8, filters: [8, 8, 8], dropouts, units: 32, headUnits: 16, seed: 1 }),
  train: fakeSplit({ count: 8000 }),
  val: fakeSplit({ count: 10, name: "val" }),
  batchSize: 8,
  runsFolder: ${JSON.stringify(folder)},
};`);
  const [shown, ...updates] = await run(
    "const { steps } = await train({ ...options, steps: 5000, ...liveTraining() });",
  );
  expect(shown?.[0]).toBe("display_data");
  expect(new Set(updates.map(([type]) => type))).toEqual(new Set(["update_display_data"]));
  const steps = updates.slice(0, -1).map(([, text]) => Number(/step ([\d,]+)/.exec(text)?.[1]?.replace(",", "")));
  expect(steps.every((step, i) => step > (steps[i - 1] ?? 0))).toBe(true);
  expect(updates.at(-1)?.[1]).toMatch(/^Training: 5,000 steps in/);
  expect(await run("steps.numRows()")).toEqual([["execute_result", "5000"]]);
}, 300_000);
