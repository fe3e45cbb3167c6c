import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { EventFile } from "../../lib/engine/event-file";
import { tf } from "../../lib/engine/tensorflow";
import { readEvents } from "./events";

test("scalars are written as TensorBoard reads them, and nothing is left when the file is closed", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "events-"));
  const before = tf.memory().numTensors;
  const events = new EventFile(folder, 1);
  events.scalar("train/loss", 2.5, 1);
  events.scalar("train/loss", 2.25, 300);
  events.scalar("validation/gender accuracy", 0.5, 300);
  events.close();
  expect(tf.memory().numTensors).toBe(before);
  const [file = ""] = readdirSync(folder);
  expect(file).toMatch(/^events\.out\.tfevents\./); // by which TensorBoard finds it
  expect(readEvents(readFileSync(path.join(folder, file)))).toEqual([
    { tag: "train/loss", value: 2.5, step: 1 },
    { tag: "train/loss", value: 2.25, step: 300 },
    { tag: "validation/gender accuracy", value: 0.5, step: 300 },
  ]);
  rmSync(folder, { recursive: true });
});

test("what earlier files have of a file's first step and later ones is dropped; what is flushed is read", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "events-"));
  const contents = () =>
    readdirSync(folder)
      .sort()
      .map((file) => readFileSync(path.join(folder, file)));
  for (const [first, value] of [
    [1, 2],
    [3, 5],
  ] as const) {
    const events = new EventFile(folder, first);
    for (const step of [first, first + 1, first + 2]) events.scalar("loss", value, step);
    events.flush();
    expect(readEvents(...contents()).at(-1)).toEqual({ tag: "loss", value, step: first + 2 });
    events.close();
  }
  const values = readEvents(...contents()).map(({ step, value }) => [step, value]);
  expect(values).toEqual([
    [1, 2],
    [2, 2],
    [3, 5],
    [4, 5],
    [5, 5],
  ]);
  rmSync(folder, { recursive: true });
});
