import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import type { Control, Widget } from "../../../lib/notebook/widgets";
import {
  dropdown,
  fileUpload,
  html,
  integerSlider,
  label,
  logSlider,
  progress,
  slider,
  textField,
  toggle,
} from "../../../lib/notebook/widgets";
import { PretendPage } from "./pretend-page";

const page = new PretendPage();
afterEach(() => page.clear());

/** What a control's listener was told. */
function changesOf<Value>(control: Control<Value>): Value[] {
  const told: Value[] = [];
  control.onChange((value) => told.push(value));
  return told;
}

/** A control, whatever its value is. */
type AnyControl = Widget & { value: unknown; onChange(listener: (value: unknown) => void): () => void };

interface Case {
  name: string;
  make(): AnyControl;
  taken: [changes: object, value: unknown][];
  refused: object[];
  impossible: unknown[];
}

// Of each control what a page may ask for, and what becomes of it; and what it may not.
const controls: Case[] = [
  {
    name: "slider",
    make: () => slider({ label: "score", value: 1, min: 0, max: 6, step: 0.1 }),
    taken: [
      [{ value: 2.5 }, 2.5],
      [{ value: 0.30000000000000004 }, 0.3],
      [{ value: 6.0000000001 }, 6],
    ],
    refused: [
      { value: Number.MAX_VALUE },
      { value: 6.1 },
      { value: -0.1 },
      { value: "2" },
      { value: null },
      { value: [2] },
      {},
    ],
    impossible: [7, Number.NaN, Number.POSITIVE_INFINITY],
  },
  {
    name: "integerSlider",
    make: () => integerSlider({ label: "batch", value: 16, min: 1, max: 64 }),
    taken: [[{ value: 64 }, 64]],
    refused: [{ value: 65 }, { value: 0 }, { value: true }, { index: 3 }, { value: {} }],
    impossible: [0, 65],
  },
  {
    name: "logSlider",
    make: () => logSlider({ label: "rate", value: 1e-4, min: 1e-5, max: 1e-2 }),
    taken: [
      [{ value: 10 ** -3.5 }, 3.16e-4],
      [{ value: 0.010000000000000002 }, 1e-2],
    ],
    refused: [{ value: 0 }, { value: -1 }, { value: 0.011 }, { value: "1e-3" }],
    impossible: [0, 1],
  },
  {
    name: "dropdown",
    make: () => dropdown({ label: "optimizer", options: ["adam", "sgd"], value: "adam" }),
    taken: [[{ index: 1 }, "sgd"]],
    refused: [
      { index: 2 },
      { index: -1 },
      { index: 0.5 },
      { index: "1" },
      { index: null },
      { value: "sgd" },
      { index: "length" },
    ],
    impossible: ["momentum"],
  },
  {
    name: "toggle",
    make: () => toggle({ label: "mirror" }),
    taken: [[{ value: true }, true]],
    refused: [{ value: 1 }, { value: "true" }, { value: null }],
    impossible: [],
  },
  {
    name: "textField",
    make: () => textField({ label: "run", value: "first" }),
    taken: [[{ value: "zweiter Lauf" }, "zweiter Lauf"]],
    refused: [{ value: 7 }, { value: null }, { value: ["a"] }, { value: "a".repeat(100_001) }],
    impossible: [],
  },
  {
    name: "progress",
    make: () => progress({ value: 2, max: 8 }),
    taken: [],
    refused: [{ value: 3 }, { max: 1 }],
    impossible: [Number.NaN],
  },
];

describe.each(controls)("$name", ({ make, taken, refused, impossible }) => {
  test("takes from a page what it may be, tells it, and pages are told", async () => {
    for (const [asked, value] of taken) {
      const control = await page.run(make);
      const told: unknown[] = [];
      control.onChange((value) => told.push(value));
      page.change(control, asked);
      expect(control.value).toBe(value);
      expect(told).toEqual([value]);
      expect(page.sent.at(-1)?.data).toEqual({ method: "echo_update", state: asked, buffer_paths: [] });
      page.change(control, asked);
      expect(told).toHaveLength(1);
    }
  });

  test("takes nothing else, and the page sets it back", async () => {
    const control = await page.run(make);
    const [{ value }, before] = [control, page.stateOf(control)];
    const told: unknown[] = [];
    control.onChange((value) => told.push(value));
    for (const state of [...refused, { description: "mine" }, { _model_name: "x" }, "value", null, ["value"]]) {
      page.change(control, state);
      expect(control.value, JSON.stringify(state)).toBe(value);
      expect(page.stateOf(control)).toEqual(before);
    }
    expect(told).toEqual([]);
    expect(page.outputs).toEqual([]);
  });

  test("cannot be set to what it may not be", async () => {
    const control = await page.run(make);
    const { value } = control;
    for (const wanted of impossible) {
      expect(() => {
        control.value = wanted;
      }, String(wanted)).toThrow(RangeError);
      expect(control.value).toBe(value);
    }
  });
});

test("a value is set from both sides, and what listens is told until it is taken off", async () => {
  const rate = await page.run(() => logSlider({ label: "learning rate", value: 1e-4, min: 1e-5, max: 1e-2 }));
  const first: number[] = [];
  const stop = rate.onChange((value) => first.push(value));
  const second = changesOf(rate);
  rate.value = 1e-3;
  expect(page.stateOf(rate)).toMatchObject({ value: 1e-3, description: "learning rate", min: -5, max: -2 });
  stop();
  stop();
  page.change(rate, { value: 1e-2 });
  rate.value = 1e-2; // as it is
  expect([first, second]).toEqual([[1e-3], [1e-3, 1e-2]]);
  expect(rate.picture()).toEqual({
    "text/plain": "learning rate: 0.01",
    "text/html": "<div>learning rate: 0.01</div>",
  });
});

test("a listener is called as often as it was added; an error of one is shown in the cell, and the others are called", async () => {
  const mirrored = await page.run(() => toggle(), { id: "maker" });
  const told: boolean[] = [];
  const listener = (value: boolean) => told.push(value);
  mirrored.onChange(() => {
    throw new TypeError("at once");
  });
  mirrored.onChange(async () => {
    throw new TypeError("later");
  });
  for (const stop of [mirrored.onChange(listener), mirrored.onChange(listener)]) expect(stop).toBeTypeOf("function");
  page.change(mirrored, { value: true });
  await Promise.resolve();
  expect(told).toEqual([true, true]);
  expect(page.outputs).toMatchObject([
    { cell: "maker", type: "error", content: { ename: "TypeError", evalue: "at once" } },
    { cell: "maker", type: "error", content: { ename: "TypeError", evalue: "later" } },
  ]);
});

test("values have types", () => {
  const optimizer = dropdown({ options: ["adam", "sgd"] });
  expectTypeOf(optimizer.value).toEqualTypeOf<"adam" | "sgd">();
  const filters = dropdown({ options: { few: 32, many: 128 }, value: 128 });
  expectTypeOf(filters.value).toEqualTypeOf<32 | 128>();
  expect([optimizer.value, filters.value]).toEqual(["adam", 128]);
  expectTypeOf(slider({ value: 1, min: 0, max: 2 }).value).toEqualTypeOf<number>();
  expectTypeOf(toggle().value).toEqualTypeOf<boolean>();
});

test("a slider that is closed leaves nothing behind that would name its handle", async () => {
  const closed = await page.run(() => slider({ label: "score", value: 1, min: 0, max: 2 }));
  expect(page.sent.map(({ data }) => Object(data.state)._anywidget_id)).toContain(
    "./lib/notebook/widgets/pages/spoken-slider.mjs",
  );
  closed.close();
  expect(page.openComms).toBe(0);
});

test("sliders stand on their steps", () => {
  expect(slider({ value: 1, min: 0, max: 6 }).value).toBe(1);
  expect(slider({ value: 0.123, min: 0, max: 1 }).value).toBe(0.12);
  const batch = integerSlider({ value: 32, min: 16, max: 100, step: 16 });
  batch.value = 40;
  expect(batch.value).toBe(48);
  batch.value = 100;
  expect(batch.value).toBe(100);
  expect(logSlider({ value: 3e-4, min: 1e-5, max: 1e-2 }).value).toBe(3e-4);
});

test.each([
  [() => slider({ label: "a", value: 3, min: 0, max: 2 }), 'The slider "a" cannot be 3: it goes from 0 to 2'],
  [() => slider({ value: 1, min: 2, max: 2 }), "A slider goes from 2 to 2, which is no way"],
  [() => slider({ value: 1, min: 0, max: Number.POSITIVE_INFINITY }), "from 0 to Infinity"],
  [() => slider({ value: 1, min: 0, max: 2, step: 0 }), "a step of 0 is none"],
  [() => integerSlider({ value: 1.5, min: 0, max: 2 }), "is for whole numbers, and 1.5 is none"],
  [() => logSlider({ value: 1, min: 0, max: 2 }), "begins at 0: a logarithm is of numbers above 0"],
  [() => dropdown({ label: "b", options: [] }), 'The dropdown "b" has no options'],
  [() => progress({ value: Number.NaN }), "A progress bar cannot be at NaN"],
])("%s is refused with a sentence", (make, message) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(message);
});

describe("an upload", () => {
  const file = (name: unknown, bytes: Uint8Array) => ({
    name,
    type: "image/png",
    size: bytes.length,
    last_modified: 7,
  });
  const send = (upload: Widget, files: [unknown, Uint8Array][]) =>
    page.change(
      upload,
      { value: files.map(([name, bytes]) => file(name, bytes)), error: "" },
      files.map((_, index) => ["value", index, "content"]),
      files.map(([, bytes]) => bytes),
    );

  test("has the files' names and bytes, of which pages get none back", async () => {
    const upload = await page.run(() => fileUpload({ label: "Photos", accept: "image/*", multiple: true }));
    const told = changesOf(upload);
    send(upload, [
      ["a.png", Uint8Array.of(1, 2, 3)],
      ["C:\\photos/../b.png", Uint8Array.of()],
    ]);
    expect(told).toEqual([
      [
        { name: "a.png", type: "image/png", bytes: Uint8Array.of(1, 2, 3) },
        { name: "b.png", type: "image/png", bytes: Uint8Array.of() },
      ],
    ]);
    expect(page.stateOf(upload).value).toEqual([
      { name: "a.png", type: "image/png", size: 3 },
      { name: "b.png", type: "image/png", size: 0 },
    ]);
    expect(upload.picture()["text/plain"]).toBe("Photos: a.png, b.png");
    upload.value = [];
    expect(page.stateOf(upload).value).toEqual([]);
  });

  test("takes one where several may not be, and 100 MB together", async () => {
    const [one, several] = await page.run(() => [fileUpload(), fileUpload({ label: "Photos", multiple: true })], {
      id: "c",
    });
    if (one === undefined || several === undefined) throw new Error();
    const half = new Uint8Array(51e6);
    send(one, [
      ["a", half],
      ["b", Uint8Array.of()],
    ]);
    expect(one.value).toEqual([]);
    expect(page.outputs).toEqual([]);
    send(several, [
      ["a", half],
      ["b", half],
    ]);
    expect(several.value).toEqual([]);
    expect(page.stateOf(several).value).toEqual([]);
    expect(page.outputs).toMatchObject([
      { cell: "c", type: "error", content: { evalue: '"Photos" takes 100 MB at most, and not 102 MB' } },
    ]);
  });

  test("is not of what is no file", async () => {
    const upload = await page.run(() => fileUpload({ multiple: true }));
    send(upload, [[7, Uint8Array.of()]]);
    page.change(upload, { value: [file("a", Uint8Array.of())] });
    page.change(upload, { value: [{ ...file("a", Uint8Array.of()), content: "text" }] });
    page.change(upload, { value: { length: 1 } });
    page.change(
      upload,
      { value: [null] },
      [["value", "0", "content"], ["__proto__", "polluted"], "value", [{}]],
      [Uint8Array.of(1), Uint8Array.of(1), Uint8Array.of(1), Uint8Array.of(1)],
    );
    expect(upload.value).toEqual([]);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

test("labels and HTML are changed by the kernel alone", async () => {
  const [text, bold] = await page.run(() => [label("a < b"), html("<b>bold</b> text")]);
  if (text === undefined || bold === undefined) throw new Error();
  page.change(text, { value: "mine" });
  expect(text.value).toBe("a < b");
  text.value = "a > b";
  expect(page.stateOf(text)).toMatchObject({ _model_name: "LabelModel", value: "a > b" });
  expect(text.picture()).toEqual({ "text/plain": "a > b", "text/html": "<div>a &#62; b</div>" });
  expect(bold.picture()).toEqual({ "text/plain": "bold text", "text/html": "<b>bold</b> text" });
});
