import { setTimeout } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { asDisplayable, jupyterDisplay } from "../../../lib/display/display";
import {
  accordion,
  button,
  column,
  integerSlider,
  label,
  link,
  outputArea,
  row,
  tabs,
  textField,
  toggle,
} from "../../../lib/notebook/widgets";
import { PretendPage } from "./pretend-page";

const page = new PretendPage();
afterEach(() => page.clear());

const html = (text: string) => asDisplayable({ "text/html": `<b>${text}</b>`, "text/plain": text });

test("boxes hold widgets and whatever a cell could show", async () => {
  const [text, box] = await page.run(() => {
    const text = label("left");
    return [text, row([text, html("right"), asDisplayable({ "image/png": "AAAA", "text/plain": "picture" })])] as const;
  });
  expect(page.stateOf(box)).toMatchObject({
    _model_name: "HBoxModel",
    children: [text.reference, expect.stringContaining("IPY_MODEL_"), expect.stringContaining("IPY_MODEL_")],
  });
  expect(await box.picture()).toEqual({
    "text/plain": "left\nright\npicture",
    "text/html": '<div>left</div>\n<b>right</b>\n<img src="data:image/png;base64,AAAA">',
  });
});

test("pictures of both formats stand in what is saved", async () => {
  const box = await page.run(() =>
    row([asDisplayable({ "image/jpeg": "BBBB" }), asDisplayable({ "image/png": "AAAA" })]),
  );
  expect((await box.picture())["text/html"]).toBe(
    '<img src="data:image/jpeg;base64,BBBB">\n<img src="data:image/png;base64,AAAA">',
  );
});

test("SVG is saved as an image with its text: JupyterLab takes SVG elements out of notebooks that it does not trust", async () => {
  const svg = '<svg viewBox="0 0 30 20">\n<text>age</text></svg>';
  const image = (alt: string) => `<img src="data:image/svg+xml;base64,${btoa(svg)}" width="30" alt="${alt}">`;
  const box = await page.run(() =>
    row([
      asDisplayable({ "image/svg+xml": svg, "text/plain": "an age" }),
      column([asDisplayable({ "text/html": `<p>one</p>${svg}<p>two</p>`, "text/plain": '"both"' })]),
    ]),
  );
  expect((await box.picture())["text/html"]).toBe(`${image("an age")}\n<p>one</p>${image("&#34;both&#34;")}<p>two</p>`);
});

test("labels in a column have one width, also of controls that stand in two", async () => {
  const [n, long] = await page.run(() => {
    const n = integerSlider({ label: "n", value: 1, min: 0, max: 9 });
    const long = textField({ label: "a longer label" });
    column([
      n,
      long,
      label("text"),
      integerSlider({ label: "of its own width", width: "9em", value: 1, min: 0, max: 9 }),
    ]);
    column([n]);
    return [n, long] as const;
  });
  const widths = (name: string) =>
    page.sent.flatMap(({ data }) => Object(data.state)[name] ?? []).filter((width) => /ch|em/.test(width));
  expect(widths("description_width")).toEqual(Array(4).fill("16ch"));
  expect(widths("width").slice(-4)).toEqual(["9em", ...Array(3).fill("calc(var(--jp-widgets-inline-width) + 16ch)")]);
  expect([n.label, long.label]).toEqual(["n", "a longer label"]);
});

test("what a box made for its values ends with it, widgets that were given do not", async () => {
  const text = await page.run(() => label("stays"));
  const before = page.openComms;
  const box = await page.run(() => row([text, "goes"]));
  expect(page.openComms).toBeGreaterThan(before);
  box.close();
  expect(page.openComms).toBe(before);
  expect([box.isClosed, text.isClosed]).toEqual([true, false]);
  expect(await box[jupyterDisplay]()).toEqual(await box.picture());
});

test("tabs and accordions have titles, and pages choose which is open", async () => {
  for (const make of [tabs, accordion]) {
    const box = await page.run(() => make({ Loss: html("falls"), "<Faces>": label("here") }));
    expect(page.stateOf(box)).toMatchObject({ titles: ["Loss", "<Faces>"], selected_index: 0 });
    for (const selected_index of [1, null]) {
      page.change(box, { selected_index });
      expect(page.stateOf(box)).toMatchObject({ selected_index });
    }
    for (const selected_index of [2, -1, 0.5, "0", [0], { a: 1 }]) page.change(box, { selected_index });
    page.change(box, { titles: ["mine"], children: [] });
    expect(page.stateOf(box)).toMatchObject({ titles: ["Loss", "<Faces>"], selected_index: null });
    expect((await box.picture())["text/html"]).toBe(
      "<h4>Loss</h4>\n<b>falls</b>\n<h4>&#60;Faces&#62;</h4>\n<div>here</div>",
    );
  }
  const box = await page.run(() => row([label("a")]));
  page.change(box, { selected_index: 0 });
  expect(page.stateOf(box)).not.toHaveProperty("selected_index");
});

test("a value that cannot be shown fails its cell", async () => {
  const broken = { [jupyterDisplay]: () => Promise.reject(new Error("no picture")) };
  await expect(page.run(() => column([broken]))).rejects.toThrow("no picture");
});

test("an output area shows what it was told last, whatever took longer", async () => {
  const place = await page.run(() => outputArea());
  const slow = { [jupyterDisplay]: () => setTimeout(20, { "text/plain": "slow" }) };
  const shown = [place.show(slow), place.show(html("quick"))];
  expect((await place.picture())["text/plain"]).toBe("quick");
  await Promise.all(shown);
  expect(page.stateOf(place)).toMatchObject({
    _model_module: "@jupyter-widgets/output",
    outputs: [{ output_type: "display_data", data: { "text/plain": "quick" } }],
  });
  page.change(place, { outputs: [], msg_id: "mine" });
  expect(page.stateOf(place)).toMatchObject({ outputs: [{}], msg_id: "" });
  await place.show(button({ label: "inner" }));
  expect(await place.picture()).toEqual({ "text/plain": "[inner]", "text/html": "<div>[inner]</div>" });
});

test("linked controls have one value, until it is ended, or one is closed, or the cell run anew", async () => {
  const [one, other] = await page.run(() => [
    integerSlider({ value: 3, min: 0, max: 9 }),
    integerSlider({ value: 5, min: 0, max: 9 }),
  ]);
  if (one === undefined || other === undefined) throw new Error();
  const end = await page.run(() => link(one, other), { id: "linking" });
  expect(page.stateOf(other).value).toBe(3);
  page.change(one, { value: 7 });
  expect(page.stateOf(other).value).toBe(7);
  other.value = 8;
  expect([one.value, page.stateOf(one).value]).toEqual([8, 8]);
  end();
  one.value = 1;
  expect(other.value).toBe(8);
  await page.run(() => link(one, other), { id: "linking" });
  await page.run(() => {}, { id: "linking" });
  one.value = 2;
  expect(other.value).toBe(1);
  await page.run(() => link(one, other), { id: "linking" });
  other.close();
  one.value = 4;
  expect(other.value).toBe(2);
});

test("twenty runs of a cell with ten widgets leave no more than one, and a deleted cell nothing", async () => {
  const cell = () => {
    const sliders = [1, 2, 3].map((value) => integerSlider({ label: "n", value, min: 0, max: 9 }));
    const [first = toggle(), second = toggle()] = [toggle({ label: "a" }), toggle({ label: "b" })];
    link(first, second);
    return tabs({ One: column(sliders), Two: row([first, second, textField(), button({ label: "c" })]) });
  };
  await page.run(cell, { id: "ten" });
  const open = page.openComms;
  const states = page.sent.flatMap(({ type, data }) => (type === "comm_open" ? [Object(data.state)] : []));
  expect(states.filter((state) => "layout" in state && !("_esm" in state))).toHaveLength(10);
  for (let run = 0; run < 20; run++) await page.run(cell, { id: "ten" });
  expect(page.openComms).toBe(open);
  expect(page.sent.filter(({ type }) => type === "comm_close")).toHaveLength(20 * open);
  await page.run(() => {}, { id: "ten" });
  expect(page.openComms).toBe(0);
});

test("in a program a widget is shown as text, and has its value", async () => {
  const hooks = Object.getOwnPropertySymbols(globalThis).filter((symbol) =>
    /workbook\.(comms|cell-outputs)/.test(`${symbol.description}`),
  );
  const kept = hooks.map((hook) => [hook, Reflect.get(globalThis, hook)] as const);
  for (const hook of hooks) Reflect.deleteProperty(globalThis, hook);
  try {
    const slider = integerSlider({ label: "n", value: 1, min: 0, max: 9 });
    slider.value = 4;
    expect(await column([slider, "text"]).picture()).toMatchObject({ "text/plain": "n: 4\n'text'" });
    slider.close();
    expect(slider.isClosed).toBe(true);
  } finally {
    for (const [hook, value] of kept) Reflect.set(globalThis, hook, value);
  }
});
