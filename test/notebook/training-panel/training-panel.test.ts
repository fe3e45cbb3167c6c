import { readdir } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { ageGenderNetwork } from "../../../lib/model/networks/age-gender-network";
import { loadModel } from "../../../lib/model/saving/layers-model";
import { type TrainingPanelOptions, trainingPanel } from "../../../lib/notebook/training-panel/training-panel";
import { readRuns } from "../../../lib/training/results/read-runs";
import { readRun } from "../../../lib/training/run/run-record";
import { train } from "../../../lib/training/train";
import { fakeSplit } from "../../model/fake-split";
import { scratchFolder } from "../../scratch-folder";
import { PretendPage } from "../widgets/pretend-page";

const page = new PretendPage();
const runsFolder = scratchFolder();
const faces = { train: fakeSplit({ count: 24 }), val: fakeSplit({ count: 14, name: "val" }) };
const parameters = { epochs: 3, batchSize: 8, learningRate: 1e-3, seed: 3, precision: "float32" } as const;
let tensors: number;

beforeEach(() => {
  tensors = tf.memory().numTensors;
});
afterEach(() => {
  page.clear();
  expect(tf.memory().numTensors).toBe(tensors);
});

function open(options: Partial<TrainingPanelOptions> = {}, isAttended = true) {
  const cell = () => trainingPanel({ ...faces, ...parameters, runsFolder, ...options });
  return page.run(cell, { id: "panel", isAttended });
}

const is = (label: string) => (page.stateOf(page.find(label)).disabled === true ? "closed" : "open");

/** The texts of a kind that the page has been shown, in their order. */
function shown(pattern: RegExp): string[] {
  return page.sent.flatMap(({ data }) => pattern.exec(String(Object(data.state).value))?.[0] ?? []);
}
const steps = () => shown(/Training: (step \d+ of \d+|\d+ steps|\w+ after step \d+)/);
const said = () =>
  shown(/role="status"[^>]*>[^<]*/)
    .at(-1)
    ?.replace(/.*>/, "");
const run = (name: string) => readRun(path.join(runsFolder, name));

test("nothing is trained until Train is pressed; saved without a page, it shows what there is to choose and to see", async () => {
  const widget = await open({}, false);
  const { "text/html": html, "text/plain": text } = await widget.picture();
  expect(text).toContain("learning rate (default 0.0001): 0.001");
  expect(text).toContain("[Train]");
  expect(html).toContain("No training yet");
  expect(html).toMatch(/<img alt="Pictures: 12\nactual 0 F\nactual 37 M/);
  expect(html).toContain("ageGenderNetwork({ imageSize, seed: 3 })");
  expect(await readdir(runsFolder)).toEqual([]);
});

test("Train leaves a run like that of a cell, bit for bit, and shows its curves, over those before, and its answers", async () => {
  await open();
  page.press("Train");
  const model = ageGenderNetwork({ imageSize: 8, seed: 3 }); // a cell's, which trains at the same time
  await train({ model, ...faces, ...parameters, runsFolder, run: "cell", onMessage: () => {} });
  await expect.poll(() => is("Train")).toBe("open");
  expect(said()).toContain("The run run-1 is finished");
  expect(steps().at(-1)).toBe("Training: 9 steps");
  expect(await run("run-1")).toMatchObject({ state: "finished", parameters, network: { name: "shared_cnn" } });
  const last = await loadModel(path.join(runsFolder, "run-1/checkpoints/step-00000009"));
  const bytes = ({ weights }: tf.LayersModel) =>
    Buffer.concat(weights.map((weight) => new Uint8Array(weight.read().dataSync().slice().buffer)));
  expect(bytes(last).equals(bytes(model))).toBe(true);
  for (const network of [model, last]) network.dispose();
  await expect.poll(() => shown(/<img alt="[^"]*/).at(-1)).toMatch(/Predicted \d+ [FM], actual 37 M/);
  await open({ batchSize: 16 });
  expect(shown(/Faint, behind: [^<]*/).at(-1)).toMatch(/^Faint, behind: (run-1, cell|cell, run-1)$/);
  expect(shown(/<svg.*<polyline points="[^"]+/).at(-1)).toContain("The runs before");
});

test("paused, it makes no step; the rate is changed; stopped, it is gone on with, and the same run is finished", async () => {
  await open({ epochs: 9 });
  page.press("Train");
  page.press("Train");
  await expect.poll(() => steps().length).toBeGreaterThan(0);
  page.press("Pause");
  await expect.poll(said).toContain("Paused");
  page.change(page.find("learning rate (default 0.0001)"), { value: Math.log10(2e-3) });
  page.change(page.find("learning rate (default 0.0001)"), { value: 2e-3 });
  expect(said()).toContain("Learning rate 0.002 from the next step on");
  expect(is("epochs (default 15)")).toBe("closed");
  page.press("Go on");
  await expect.poll(async () => (await run("run-2")).learningRateChanges).toHaveLength(1);
  page.press("Stop");
  await expect.poll(() => is("Train")).toBe("open");
  expect(said()).toContain("Stopped after step");
  expect(await run("run-2")).toMatchObject({ state: "stopped", parameters: { epochs: 9, learningRate: 1e-3 } });
  page.change(page.find("epochs (default 15)"), { value: 7 });
  page.press("Go on");
  await expect.poll(() => is("Train")).toBe("open");
  expect(await run("run-2")).toMatchObject({ state: "finished", learningRateChanges: [{ learningRate: 0.002 }] });
  expect(page.stateOf(page.find("epochs (default 15)")).value).toBe(9);
  expect((await readRuns({ runsFolder })).array("run").sort()).toEqual(["cell", "run-1", "run-2"]);
});

test("when the cell is run anew, the training ends with a checkpoint, and the new panel works", async () => {
  await open({ epochs: 300 });
  page.press("Train");
  await expect.poll(() => steps().length).toBeGreaterThan(0);
  await open({ epochs: 1 });
  await expect.poll(async () => (await run("run-3")).state).toBe("stopped");
  expect(await readdir(path.join(runsFolder, "run-3/checkpoints"))).toHaveLength(1);
  page.press("Train");
  await expect.poll(async () => (await run("run-4").catch(() => undefined))?.state).toBe("finished");
  await expect.poll(() => is("Train")).toBe("open");
});

test("stopped before its first step, it leaves no run", async () => {
  const before = await readdir(runsFolder);
  await open();
  page.press("Train");
  page.press("Stop");
  await expect.poll(() => is("Train")).toBe("open");
  expect(said()).toBe("Stopped before the training began.");
  expect([is("Go on"), await readdir(runsFolder)]).toEqual(["closed", before]);
});

test("what goes wrong is said with the way out, and the next training can begin", async () => {
  await open({ learningRate: 1, optimizer: "sgd" });
  page.press("Train");
  await expect.poll(() => is("Train")).toBe("open");
  expect(said()).toMatch(/at step \d+ with learning rate 1: try a smaller one, 0.1 perhaps/);
  await open({ train: fakeSplit({ imageSize: 16 }) });
  page.press("Train");
  await expect.poll(() => is("Train")).toBe("open");
  expect(said()).toContain("the split val has images of 8 px");
  expect(page.outputs).toEqual([]);
  await expect(open({ learningRate: -1 })).rejects.toThrow("learning rate");
});
