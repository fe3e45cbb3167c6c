import { setImmediate } from "node:timers/promises";
import { afterEach, expect, expectTypeOf, test } from "vitest";
import { asDisplayable, jupyterDisplay } from "../../../lib/display/display";
import { dropdown, integerSlider, interact, type Widget } from "../../../lib/notebook/widgets";
import { PretendPage } from "./pretend-page";

const page = new PretendPage();
afterEach(() => page.clear());

const number = () => integerSlider({ label: "n", value: 1, min: 0, max: 100 });
const settled = async () => {
  for (let turn = 0; turn < 3; turn++) await setImmediate();
};

/** What the output areas of all cells show, in their order. */
function shown(): unknown[] {
  return page.sent.flatMap(({ data }) => {
    const outputs: unknown = Object(data.state).outputs;
    return data.method === "update" && Array.isArray(outputs) ? outputs : [];
  });
}

test("shows the result of the present values, also in what is saved, and of each new one", async () => {
  const [n, box] = await page.run(
    () => {
      const controls = { n: number(), kind: dropdown({ label: "kind", options: ["square", "cube"] }) };
      const box = interact(controls, async ({ n, kind }) => {
        expectTypeOf(n).toEqualTypeOf<number>();
        expectTypeOf(kind).toEqualTypeOf<"square" | "cube">();
        await setImmediate();
        return asDisplayable({ "text/plain": `${kind} of ${n}` });
      });
      return [controls.n, box] as const;
    },
    { isAttended: false },
  );
  expect(await box[jupyterDisplay]()).toMatchObject({
    "application/vnd.jupyter.widget-view+json": { version_major: 2, model_id: expect.any(String) },
    "text/plain": "n: 1\nkind: square\nsquare of 1",
    "text/html": expect.stringContaining("square of 1"),
  });
  page.change(n, { value: 7 });
  await settled();
  expect(shown()).toMatchObject([
    { output_type: "display_data", data: { "text/plain": "square of 1" } },
    { output_type: "display_data", data: { "text/plain": "square of 7" } },
  ]);
});

test("makes one result at a time, the next of the latest values, and does not show what has been overtaken", async () => {
  const begun: number[] = [];
  const aborted: number[] = [];
  const ends: (() => void)[] = [];
  const n = await page.run(number);
  const cell = page.run(() => {
    return interact({ n }, async ({ n }, signal) => {
      begun.push(n);
      signal.addEventListener("abort", () => aborted.push(n));
      await new Promise<void>((end) => ends.push(end));
      if (signal.aborted && n === 4) throw new Error("of what nobody wants any more");
      return asDisplayable({ "text/plain": `${n}` });
    });
  });
  ends.shift()?.();
  await cell;
  for (const value of [2, 3, 4]) page.change(n, { value });
  expect(begun).toEqual([1, 2]);
  ends.shift()?.();
  await settled();
  expect([begun, aborted]).toEqual([
    [1, 2, 4],
    [1, 2],
  ]);
  page.change(n, { value: 5 });
  ends.shift()?.();
  await settled();
  ends.shift()?.();
  await settled();
  expect([begun, aborted]).toEqual([
    [1, 2, 4, 5],
    [1, 2, 4],
  ]);
  expect(shown()).toMatchObject([{ data: { "text/plain": "1" } }, { data: { "text/plain": "5" } }]);
  expect(page.outputs).toEqual([]);
});

test("what a generator yields is shown bit by bit, and goes on no more when it is overtaken", async () => {
  const n = await page.run(() => integerSlider({ value: 1, min: 0, max: 9 }));
  const made: string[] = [];
  async function* counting({ n }: { n: number }) {
    for (const letter of "abc") {
      made.push(`${n}${letter}`);
      yield asDisplayable({ "text/plain": `${n}${letter}` });
    }
  }
  const box = await page.run(() => interact({ n }, counting));
  page.change(n, { value: 2 });
  page.change(n, { value: 3 });
  await settled();
  expect((await box.picture())["text/plain"]).toContain("3c");
  expect(made).toEqual(["1a", "1b", "1c", "2a", "3a", "3b", "3c"]);
});

test("an error of the first result is the cell's, one of a later is shown in its place, and the next result in its", async () => {
  const half = ({ n }: { n: number }) => {
    if (n % 2 === 1) throw new RangeError(`${n} is odd`);
    return asDisplayable({ "text/plain": `${n / 2}` });
  };
  await expect(page.run(() => interact({ n: number() }, half))).rejects.toThrow("1 is odd");
  page.clear();
  const n = await page.run(() => integerSlider({ value: 2, min: 0, max: 9 }));
  const box = await page.run(() => interact({ n }, half));
  page.change(n, { value: 3 });
  await settled();
  expect((await box.picture())["text/plain"]).toContain("RangeError: 3 is odd");
  page.change(n, { value: 4 });
  await settled();
  expect(shown()).toMatchObject([
    { data: { "text/plain": "1" } },
    { output_type: "error", ename: "RangeError", evalue: "3 is odd", traceback: expect.any(Array) },
    { data: { "text/plain": "2" } },
  ]);
  expect(page.outputs).toEqual([]);
});

test("run anew or closed by hand, it listens no more, whoever made the controls", async () => {
  const n = await page.run(number);
  const calls: string[] = [];
  const cell = (name: string) => (): Widget =>
    interact({ n }, () => {
      calls.push(name);
    });
  for (let run = 0; run < 3; run++) await page.run(cell("anew"), { id: "one" });
  (await page.run(cell("closed"), { id: "two" })).close();
  calls.length = 0;
  page.change(n, { value: 50 });
  await settled();
  expect(calls).toEqual(["anew"]);
});
