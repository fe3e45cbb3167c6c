import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { installInterrupt, interruptWork } from "../../../lib/kernel/stop-button";
import { button, integerSlider } from "../../../lib/notebook/widgets";
import { PretendPage } from "./pretend-page";

const page = new PretendPage();
installInterrupt();
afterEach(() => page.clear());

const number = () => integerSlider({ value: 0, min: 0, max: 100 });
const click = { event: "click" };

test("for await gives each new value, the latest where several came meanwhile, until the control is closed", async () => {
  const slider = await page.run(number);
  const got: number[] = [];
  const cell = page.run(async () => {
    for await (const value of slider) {
      got.push(value);
      if (value === 1) for (const value of [2, 3, 4]) page.change(slider, { value }); // while the loop is busy
      if (value === 4) slider.value = 5;
    }
    return "ended";
  });
  page.change(slider, { value: 1 }); // at once, before the loop has had a turn
  while (got.at(-1) !== 5) await setImmediate();
  page.change(slider, { value: 6 });
  while (got.at(-1) !== 6) await setImmediate();
  slider.close();
  expect(await cell).toBe("ended");
  expect(got).toEqual([1, 4, 5, 6]);
});

test("a button tells of each press, and pressed() of the next", async () => {
  const next = await page.run(() => button({ label: "Next", kind: "primary" }));
  let presses = 0;
  const stop = next.onPress(() => {
    presses += 1;
  });
  const cell = page.run(async () => [await next.pressed(), await next.pressed()]);
  page.custom(next, click); // at once, before the cell has had a turn
  for (const content of [{ event: "drag" }, null, "click", 7, {}]) page.custom(next, content);
  expect(presses).toBe(1);
  for (let turn = 0; turn < 5; turn++) await setImmediate();
  next.disabled = true;
  page.custom(next, click);
  expect(presses).toBe(1);
  next.disabled = false;
  page.custom(next, click);
  expect(await cell).toEqual([true, true]);
  stop();
  page.custom(next, click);
  expect(presses).toBe(2);
  expect(page.stateOf(next)).toMatchObject({ description: "Next", button_style: "primary", disabled: false });
  expect(next.picture()["text/plain"]).toBe("[Next]");
});

test("pressed() is false when the button is closed", async () => {
  const next = await page.run(() => button({ label: "Next" }));
  const cell = page.run(() => next.pressed());
  next.close();
  expect(await cell).toBe(false);
  expect(await page.run(() => next.pressed())).toBe(false);
});

test("the stop button ends what waits, and leaves no listener", async () => {
  const waits = {
    press: async () => void (await button({ label: "Next" }).pressed()),
    change: async () => {
      for await (const _ of number());
    },
  };
  for (const wait of Object.values(waits)) {
    const cell = page.run(wait);
    const stopped = expect(cell).rejects.toMatchObject({ name: "AbortError" });
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    expect(interruptWork()).toBe(true);
    await stopped;
    expect(interruptWork()).toBe(false);
  }
});

test("where nobody is there, nothing waits", async () => {
  const told = await page.run(
    async () => {
      const values: number[] = [];
      for await (const value of number()) values.push(value);
      return [values, await button({ label: "Next" }).pressed()];
    },
    { isAttended: false },
  );
  expect(told).toEqual([[], false]);
});
