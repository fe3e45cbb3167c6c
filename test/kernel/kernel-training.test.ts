import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startKernel, type TestKernel } from "./jupyter-client";

let kernel: TestKernel;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kernel-training-"));
  kernel = await startKernel();
  const { status, outputs } = await kernel.execute(`
import { type EventEmitter, getEventListeners } from "node:events";
import { interruptible } from "./lib/interruptible";
import { nodeBackend } from "./lib/engine/node-backend";
import { tf } from "./lib/engine/tensorflow";
import { sharedCnn } from "./lib/model/networks/shared-cnn";
import { train } from "./lib/training/train";
import { display } from "./lib/display/display";
import { liveTraining } from "./lib/notebook/training-view/live-training";
import { fakeSplit } from "./test/model/fake-split";

const model = sharedCnn({ imageSize: 8, filters: [8, 8, 8], dropouts: [0.1, 0.1, 0.1], units: 32, headUnits: 16, seed: 1 });
const options = {
  model,
  train: fakeSplit({ count: 20 }),
  val: fakeSplit({ count: 10, name: "val" }),
  batchSize: 8,
  runsFolder: ${JSON.stringify(folder)},
};
/** Passes the time of a step on larger images. */
function wait(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}`);
  // The build for GPUs says what it runs on; nothing else is said.
  expect({ status, outputs }).toEqual({ status: "ok", outputs: outputs.filter(isDevice) });
});
const isDevice = (output: object) => "text" in output && /^TensorFlow \S+ .*\n$/.test(String(output.text));
afterAll(async () => {
  await kernel.shutdown();
  rmSync(folder, { recursive: true });
});

test("while a training runs a completion is answered within two steps, and a second cell waits", async () => {
  let step = 0;
  const stop = kernel.onMessage(({ header, content }) => {
    if (header.msg_type === "display_data") step = Number(Reflect.get(Object(content.data), "text/plain"));
  });
  const training = kernel.execute(`
await train({ ...options, steps: 20, onStep({ step }) { display(step); wait(100); } });
const ended = true;`);
  const second = kernel.execute("ended");
  const answers: number[] = [];
  while (step < 3) await new Promise((resume) => setTimeout(resume, 10));
  for (let i = 0; i < 3; i++) {
    const asked = step;
    expect(await kernel.complete("model.compi|")).toContain("compile");
    answers.push(step - asked);
  }
  expect(step).toBeLessThan(20);
  expect(Math.max(...answers)).toBeLessThanOrEqual(2);
  expect((await training).status).toBe("ok");
  expect((await second).outputs).toMatchObject([{ data: { "text/plain": "true" } }]);
  stop();
});

test("the stop button ends a training within a step: its chart is there, and what it measured", async () => {
  const stop = kernel.onMessage(({ header }) => {
    if (header.msg_type !== "display_data") return;
    stop();
    kernel.interrupt();
  });
  const stopped = await kernel.execute(`
let steps = 0;
let stepsAtStop = 0;
const live = liveTraining();
const onStep: typeof live.onStep = (report) => { steps += 1; live.onStep(report); wait(100); };
const history = await interruptible(undefined, (signal) => {
  signal.addEventListener("abort", () => { stepsAtStop = steps; });
  return train({ ...options, epochs: 1000, signal, ...live, onStep });
});`);
  expect(stopped.outputs).toMatchObject([
    {
      output_type: "display_data",
      data: { "text/plain": expect.stringMatching(/^Training: stopped after step \d+ of 3,000, /) },
    },
    { output_type: "stream" },
    { ename: "Interrupted", evalue: "The cell was stopped." },
  ]);
  await new Promise((resume) => setTimeout(resume, 500));
  const { outputs } = await kernel.execute("[history.stopped, history.steps.numRows() - steps, steps - stepsAtStop]");
  expect(outputs).toMatchObject([{ data: { "text/plain": expect.stringMatching(/^\[ true, 0, [01] \]$/) } }]);
});

test("twenty trainings, half of them stopped, leave no tensors, sessions or listeners behind", async () => {
  const defined = await kernel.execute(`
const events: EventEmitter = process;
const never = new AbortController();
const left = () => ({
  tensors: tf.memory().numTensors,
  sessions: nodeBackend().binding.getNumOfSavedModels(),
  inTensorFlow: nodeBackend().binding.getNumOfTensors(),
  onSignal: getEventListeners(never.signal, "abort").length,
  onProcess: events.eventNames().map((name) => [name, events.listenerCount(name)]),
});`);
  expect(defined.outputs).toEqual([]);
  const cell = `
const ownStop = new AbortController();
const report = await train({
  ...options,
  steps: 2,
  signal: STOPPED ? ownStop.signal : never.signal,
  onStep: ({ step }) => { if (step === 1) ownStop.abort(); },
});
JSON.stringify(left())`;
  const states: unknown[] = [];
  for (let i = 0; i < 20; i++) {
    const { status, outputs } = await kernel.execute(cell.replace("STOPPED", String(i % 2 === 0)));
    expect(status, JSON.stringify(outputs)).toBe("ok");
    states.push(outputs.at(-1));
  }
  expect(states.at(-1)).toEqual(states[1]); // the first has made what all of them need
  expect(states.at(-1)).toMatchObject({ data: { "text/plain": expect.stringContaining('"tensors":16,"sessions":0') } });
}, 180_000);
