import sharp from "sharp";
import { expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/display/display";
import { heatMaps } from "../../../lib/notebook/faces/heat-maps";
import { neighborGrid } from "../../../lib/notebook/faces/neighbor-grid";
import { fakeSplit } from "../../model/fake-split";

const split = fakeSplit({ count: 5 });
const predictor = {
  imageSize: 8,
  predict: () => [
    { age: 40, ageProbability: 1, expectedAge: 41.4, ageProbabilities: [], gender: 1, genderProbability: 1 },
  ],
  dispose() {},
};

/** A map of 2 x 2 places. */
const map = (...values: number[]) => Float32Array.from(values);
const upperRight = map(0, 2, 0, 0);
const against = map(-1, -3, -1, -1);

async function drawn() {
  const maps = { side: 2, age: [upperRight, upperRight, upperRight], gender: [against, map(0, 0, 1, 0), against] };
  const shown = await heatMaps(predictor, split, { occlusion: maps }, { count: 2 });
  const bundle = await shown[jupyterDisplay]();
  const html = String(bundle["text/html"]);
  const [, webp = ""] = /src="data:image\/webp;base64,([^"]+)"/.exec(html) ?? [];
  const { data, info } = await sharp(Buffer.from(webp, "base64"))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  return { html, text: String(bundle["text/plain"]), info, at };
}

test("each face stands beside its maps, the mean of all above them", async () => {
  const { info, at } = await drawn();
  expect(info.width).toBe(14 + 3 * 126);
  const hue = (x: number, y: number) => {
    const [red = 0, , blue = 0] = at(x, y);
    return red - blue;
  };
  const [face, age, gender] = [14, 140, 266];
  const row = (info.height - 14) / 3;
  const [first, second] = [row, 2 * row];
  expect(hue(age + 105, 20)).toBeGreaterThan(100); // yellow in the mean's upper right
  expect(Math.abs(hue(age + 5, 120))).toBeLessThan(30); // gray where nothing is
  for (const top of [first, second]) expect(hue(age + 105, top + 20)).toBeGreaterThan(100);
  expect(Math.abs(hue(gender + 105, first + 20))).toBeLessThan(30); // what speaks against an answer is left out
  expect(hue(gender + 5, second + 100)).toBeGreaterThan(100);
  expect(at(face + 50, first + 50)[2]).toBeGreaterThan(90); // the face itself, as blue as it is
});

test("what is seen is told in words, for those who do not see it, and for text", async () => {
  const { text, html } = await drawn();
  const lines = text.split("\n");
  expect(lines[0]).toBe(
    "the mean of 3 faces: occlusion, age: most at the upper right; occlusion, gender: most at the lower left.",
  );
  expect(lines[1]).toBe(
    `Predicted 41 M, actual ${split.ages[0]} F: occlusion, age: most at the upper right; occlusion, gender: nothing speaks for it.`,
  );
  expect(html).toContain(`alt="${text}"`);
});

test("the nearest faces stand in a row with their ages and genders", async () => {
  const grid = await neighborGrid(
    split,
    [
      [1, 4],
      [0, 2],
      [1, 3],
    ],
    { count: 2 },
  );
  const [who = "", near = "", far = "", next = ""] = [0, 1, 4, 2].map(
    (row) => `${split.ages[row]} ${row % 2 === 1 ? "M" : "F"}`,
  );
  const { "text/plain": text, "text/html": html } = await grid[jupyterDisplay]();
  expect(text).toBe(`${who}, and near it: ${near}, ${far}\n${near}, and near it: ${who}, ${next}`);
  expect(html).toContain(`alt="${text}"`);
});
