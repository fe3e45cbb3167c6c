import { cp } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { earlierRuns } from "../../../lib/notebook/training-panel/earlier-runs";
import { readRun, writeRun } from "../../../lib/training/run/run-record";
import { train } from "../../../lib/training/train";
import { fakeSplit } from "../../model/fake-split";
import { scratchFolder } from "../../scratch-folder";

const runsFolder = scratchFolder();
const val = fakeSplit({ count: 8, name: "val" });
const faces = { train: fakeSplit({ count: 24 }), val };

test("are the newest on the same faces; their steps stand where a training has seen as many faces", async () => {
  const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  const begin = (run: string, batchSize: number, options = faces) =>
    train({ model, epochs: 2, ...options, batchSize, run, runsFolder, onMessage: () => {} });
  await begin("other-faces", 8, { train: fakeSplit({ count: 32 }), val });
  await begin("a", 24);
  for (const name of ["b", "c", "d", "e", "f", "failed"]) {
    await cp(path.join(runsFolder, "a"), path.join(runsFolder, name), { recursive: true });
    const record = await readRun(path.join(runsFolder, "a"));
    await writeRun(path.join(runsFolder, name), { ...record, name, ...(name === "failed" && { state: "failed" }) });
  }
  await begin("small", 8);
  model.dispose();
  const runs = await earlierRuns(faces, { runsFolder, batchSize: 24 });
  expect(runs.map(({ run }) => run)).toEqual(["b", "c", "d", "e", "f", "small"]);
  const small = runs.at(-1)?.state;
  expect(small?.step).toBe(2); // 6 steps of 8 faces
  expect(small?.evaluations.map(({ step }) => step)).toEqual([1, 2]);
  expect(small?.ageLoss.points.map(({ step }) => Math.round(3 * step))).toEqual([1, 2, 3, 4, 5, 6]);
  const without = await earlierRuns(faces, { runsFolder, batchSize: 24, without: "small" });
  expect(without.map(({ run }) => run)).toEqual(["a", "b", "c", "d", "e", "f"]);
});
