import { expect, test } from "vitest";
import { textOutline, textWidth } from "../../../lib/notebook/charts/lettering";

test("a line of text has a width in proportion to its size, wider in bold", () => {
  const width = textWidth("Predicted 46 M", { size: 10 });
  expect(width).toBeGreaterThan(50);
  expect(width).toBeLessThan(100);
  expect(textWidth("Predicted 46 M", { size: 20 })).toBeCloseTo(2 * width);
  expect(textWidth("Predicted 46 M", { size: 10, weight: "bold" })).toBeGreaterThan(width);
});

test("an outline starts at its baseline's left end", () => {
  const numbers =
    textOutline("I", 100, 50, { size: 20 })
      .match(/-?\d+(\.\d+)?/g)
      ?.map(Number) ?? [];
  expect(numbers.length).toBeGreaterThan(6);
  for (const [index, number] of numbers.entries()) {
    const [low, high] = index % 2 === 0 ? [100, 110] : [30, 50];
    expect(number).toBeGreaterThanOrEqual(low);
    expect(number).toBeLessThanOrEqual(high);
  }
});

test("an outline is numbers throughout, wherever it starts", () => {
  const text = "295,936 weights";
  for (const x of [906.1, 906.2, 906.3, 947.0754394531252 - textWidth(text, { size: 11 }) / 2]) {
    expect(textOutline(text, x, 309.03476912782884, { size: 11 })).toMatch(/^([MLQ][-\d. ]+|Z)+$/);
  }
});
