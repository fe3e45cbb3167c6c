import { writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, expect, expectTypeOf, test } from "vitest";
import { fileDownload, widget } from "../../../lib/notebook/widgets";
import { scratchFolder } from "../../scratch-folder";
import { PretendPage } from "./pretend-page";

const page = new PretendPage();
afterEach(() => page.clear());
const module = path.join(scratchFolder(), "counter.mjs");
writeFileSync(module, "export default { render() {} };");

const state = {
  count: 0,
  name: "a",
  done: false,
  points: [{ x: 1, y: 2 }],
  image: Uint8Array.of(1, 2, 3),
  nested: { parts: [Uint8Array.of(4), Uint8Array.of(5)] },
};
const make = () => page.run(() => widget({ module, state }), { id: "maker" });

test("the page has the module's text and the state with its bytes", async () => {
  const counter = await make();
  expectTypeOf(counter.state.points).toEqualTypeOf<{ x: number; y: number }[]>();
  expect(page.stateOf(counter)).toMatchObject({
    _model_module: "anywidget",
    _model_name: "AnyModel",
    _view_name: "AnyView",
    _esm: "export default { render() {} };",
    ...state,
  });
  counter.set({ count: 3, image: Uint8Array.of(9) });
  expect(page.stateOf(counter)).toMatchObject({ count: 3, image: Uint8Array.of(9) });
  expect(counter.state).toMatchObject({ count: 3, name: "a", image: Uint8Array.of(9) });
  expect(counter.picture()["text/plain"]).toContain('"count":3');
});

test("what the page changes is taken where it is of the same kind", async () => {
  const counter = await make();
  const told: number[] = [];
  const stop = counter.onChange(({ count }) => told.push(count));
  page.change(counter, {
    count: 1,
    name: "b",
    points: [
      { x: 0, y: 0 },
      { x: 5, y: 6 },
    ],
  });
  page.change(
    counter,
    { nested: { parts: [null, null] } },
    [["image"], ["nested", "parts", 1], ["nested", "parts", 0]],
    [Buffer.from([7]), Buffer.from([1]), Buffer.from([0])],
  );
  expect(counter.state).toEqual({
    ...state,
    count: 1,
    name: "b",
    points: [
      { x: 0, y: 0 },
      { x: 5, y: 6 },
    ],
    image: Buffer.from([7]),
    nested: { parts: [Buffer.from([0]), Buffer.from([1])] },
  });
  expect(told).toEqual([1, 1]);
  expect(page.stateOf(counter)).toMatchObject({ count: 1, image: Buffer.from([7]) });

  const before = counter.state;
  for (const changes of [
    { count: "2" },
    { count: null },
    { name: 2 },
    { done: 0 },
    { points: {} },
    { points: [{ x: 1 }] },
    { points: [{ x: 1, y: "2" }] },
    { points: [{ x: 1, y: 2, z: 3 }] },
    { image: "text" },
    { image: [1] },
    { nested: { parts: [null] } },
    { unknown: 1 },
    { _esm: "mine" },
    { toString: 1 },
  ]) {
    page.change(counter, changes);
    expect(counter.state, JSON.stringify(changes)).toEqual(before);
  }
  stop();
  page.change(counter, { count: 9 });
  expect(told).toEqual([1, 1]);
});

test("messages with bytes go both ways, beside the state", async () => {
  const counter = await make();
  const got: unknown[] = [];
  const stop = counter.onMessage((message) => got.push(message));
  page.custom(counter, { ping: 1 }, [Uint8Array.of(1, 2)]);
  page.custom(counter, null);
  stop();
  page.custom(counter, "not heard");
  expect(got).toEqual([
    { content: { ping: 1 }, buffers: [Uint8Array.of(1, 2)] },
    { content: null, buffers: [] },
  ]);
  counter.send({ pong: 1 }, [Uint8Array.of(3)]);
  expect(page.sent.at(-1)).toMatchObject({
    type: "comm_msg",
    data: { method: "custom", content: { pong: 1 } },
    buffers: [Uint8Array.of(3)],
  });
});

test("a module that is not there is told", () => {
  expect(() => widget({ module: "lib/nowhere.mjs", state: {} })).toThrow("lib/nowhere.mjs");
});

test("a download button makes the file's bytes when it is pressed, for the place where it was", async () => {
  let made = 0;
  const content = () => {
    made += 1;
    if (made === 2) throw new Error("the disk is full");
    return "größer";
  };
  const button = await page.run(() => fileDownload({ label: "Save", name: "ages.csv", content }), { id: "maker" });
  expect(page.stateOf(button)).toMatchObject({
    label: "Save",
    name: "ages.csv",
    _esm: expect.stringContaining("render("),
  });
  expect(button.picture()["text/plain"]).toBe("[Save: ages.csv]");
  expect(made).toBe(0);
  page.custom(button, { asked: "here" });
  await setImmediate();
  const [sent] = page.sent.slice(-1);
  expect(sent?.data).toEqual({ method: "custom", content: { asked: "here" } });
  expect(Buffer.concat(sent?.buffers ?? []).toString()).toBe("größer");
  page.custom(button, { asked: "there" });
  await setImmediate();
  expect(page.sent.at(-1)).toMatchObject({ data: { content: { asked: "there" } }, buffers: [] });
  expect(page.outputs).toMatchObject([{ cell: "maker", type: "error", content: { evalue: "the disk is full" } }]);
});
