import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { display, jupyterDisplay, mimeBundle } from "../../lib/display/display";
import { leaveNotebook, type PretendedCell, pretendNotebook } from "./pretend-notebook";

const text = (words: string) => ({ "text/plain": words });
const slow = (words: string) => ({ [jupyterDisplay]: async () => text(words) });

describe("mimeBundle", () => {
  test("is what a value says of itself", async () => {
    expect(mimeBundle({ [Symbol.for("Jupyter.display")]: () => text("seen") })).toEqual(text("seen"));
    expect(await mimeBundle(slow("seen later"))).toEqual(text("seen later"));
  });

  test("is the text of Node's REPL for other values, without colors", () => {
    expect(mimeBundle({ age: 46, name: "A" })).toEqual(text("{ age: 46, name: 'A' }"));
    expect(mimeBundle(undefined)).toEqual(text("undefined"));
    expect(mimeBundle(null)).toEqual(text("null"));
  });

  test("has HTML and text for an arquero table", async () => {
    const { table } = await import("arquero");
    expect(Object.keys(await mimeBundle(table({ age: [46] })))).toEqual(["text/html", "text/plain"]);
  });
});

describe("display in a notebook", () => {
  let cell: PretendedCell;
  beforeEach(() => {
    cell = pretendNotebook();
  });
  afterEach(leaveNotebook);

  test("shows a value, and replaces it in place", () => {
    const shown = display("before");
    display("other");
    shown.update("after");
    expect(cell.displays).toEqual([[text("'before'"), text("'after'")], [text("'other'")]]);
  });

  test("keeps the place of a value that takes its time, and the order of its updates", async () => {
    const shown = display(slow("one"));
    display("other");
    shown.update("two");
    shown.update(slow("three"));
    await cell.end();
    expect(cell.displays).toEqual([[text(""), text("one"), text("'two'"), text("three")], [text("'other'")]]);
  });

  test("lets the cell end with the error of a value that cannot be shown", async () => {
    display({ [jupyterDisplay]: () => Promise.reject(new Error("no picture")) });
    await expect(cell.end()).rejects.toThrow("no picture");
  });

  test("returns a handle that shows nothing of itself", () => {
    expect(mimeBundle(display(1))).toEqual({});
  });
});

describe("display in a program", () => {
  afterEach(() => vi.restoreAllMocks());

  test("prints the text", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    const shown = display({ [jupyterDisplay]: () => ({ "text/html": "<b>words</b>", "text/plain": "words" }) });
    shown.update("more");
    display(slow("later"));
    await vi.waitFor(() => expect(log.mock.calls).toEqual([["words"], ["'more'"], ["later"]]));
  });
});
