import { escape as fromRow } from "arquero";
import { afterEach, expect, test } from "vitest";
import { jupyterDisplay } from "../../../lib/display/display";
import { predictFaces } from "../../../lib/model/prediction/predict-faces";
import { faceExplorer } from "../../../lib/notebook/faces/face-explorer";
import { fakeSplit } from "../../model/fake-split";
import { PretendPage } from "../widgets/pretend-page";

const page = new PretendPage();
afterEach(() => page.clear());

const split = fakeSplit({ count: 40, name: "val" });
const bytes = 8 * 8 * 3;
const asked: number[] = [];
/** Tells of `fakeSplit`'s images half their age, the gender of a man, and is the surer the younger they are. */
const predictor = {
  imageSize: 8,
  predict: (images: Uint8Array) => {
    asked.push(images.length / bytes);
    return Array.from({ length: images.length / bytes }, (_, index) => {
      const age = (images[index * bytes] ?? 0) / 2;
      const probabilities = Array.from({ length: 101 }, (_, year) => (year === age ? 1 : 0));
      return {
        age,
        ageProbability: 1 - age / 200,
        expectedAge: age / 2,
        ageProbabilities: probabilities,
        gender: 1,
        genderProbability: 1,
      };
    });
  },
  dispose() {},
};

async function explore() {
  const predictions = await predictFaces(predictor, split);
  asked.length = 0;
  return page.run(() => faceExplorer(predictor, split, predictions), { id: "explorer" });
}

/** What is written under the faces that are shown now. */
function captions(): string[] {
  const [latest] = page.sent.filter(({ data }) => Array.isArray(Object(data.state).outputs)).slice(-1);
  const [{ data }] = Object(latest?.data.state).outputs;
  return String(data["text/plain"]).split("\n").slice(1);
}

const caption = (age: number, gender = "M") => `Predicted ${Math.round(age / 2)} M, actual ${age} ${gender}`;
const ages = Array.from(split.ages).sort((one, other) => other - one);

test("begins with the worst mistakes of all faces, also in what is saved", async () => {
  const explorer = await explore();
  expect(captions().map((text) => text.replace(/[FM]$/, ""))).toEqual(
    ages.slice(0, 12).map((age) => caption(age).slice(0, -1)),
  );
  const saved = await explorer[jupyterDisplay]();
  const [, drawing = ""] = /svg\+xml;base64,([^"]+)/.exec(String(saved["text/html"])) ?? [];
  expect(atob(drawing)).toContain("predicted age, expected value (years)</text>");
  expect(saved["text/html"]).toContain("data:image/png;base64,");
  expect(saved["text/plain"]).toContain("40 faces, by their actual and their predicted age");
  expect(saved["text/plain"]).toContain("sorted by: error, largest first");
});

test("shows the faces of the region that the page chooses, and those after", async () => {
  await explore();
  const scatter = page.latest("Any");
  const inside = ages.filter((age) => age >= 20 && age <= 70 && age / 2 >= 15);
  expect(inside.length).toBeGreaterThan(12);
  page.change(scatter, { region: { left: 20, right: 70, bottom: 15, top: 100 }, first: 0 });
  const agesShown = () => captions().map((text) => Number(/actual (\d+)/.exec(text)?.[1]));
  await expect.poll(agesShown).toEqual(inside.slice(0, 12));
  page.change(scatter, { first: 12 });
  await expect.poll(agesShown).toEqual(inside.slice(12, 24));
  const [age = 0] = inside;
  page.change(scatter, { region: { left: age, right: age, bottom: age / 2, top: age / 2 }, first: 0 });
  await expect.poll(agesShown).toEqual([age]);
  page.change(scatter, { region: { left: 0, right: 0, bottom: 90, top: 90 } });
  await expect
    .poll(() => page.sent.at(-1)?.data.state)
    .toMatchObject({
      outputs: [{ data: { "text/plain": "No face is there." } }],
    });
  expect(new Set(asked)).toEqual(new Set([12])); // whatever their number is, one graph does
});

test("sorts by certainty and by group", async () => {
  await explore();
  const choose = (index: number) => page.change(page.latest("Dropdown"), { index });
  const agesShown = () => captions().map((text) => Number(/actual (\d+)/.exec(text)?.[1]));
  choose(2); // surest first: the youngest
  await expect.poll(agesShown).toEqual(ages.slice(-12).reverse());
  choose(3);
  await expect.poll(agesShown).toEqual(ages.slice(0, 12));
  choose(4);
  const women = Array.from(split.ages).filter((_, row) => split.genders[row] === 0);
  const decade = (age: number) => Math.floor(age / 10);
  const grouped = women.sort((one, other) => decade(one) - decade(other) || other - one);
  await expect.poll(agesShown).toEqual(grouped.slice(0, 12));
  expect(captions().every((text) => text.endsWith("F"))).toBe(true);
});

test("the caption rounds the expected value once", async () => {
  const predictions = (await predictFaces(predictor, split)).derive({ expected_age: () => 36.47 });
  await page.run(() => faceExplorer(predictor, split, predictions), { id: "rounding" });
  expect(captions().every((text) => text.startsWith("Predicted 36 M"))).toBe(true);
});

test("predictions of other faces are refused", async () => {
  const predictions = await predictFaces(predictor, split);
  const refused = "These are not the predictions of the split val: predict it with predictFaces.";
  expect(() => faceExplorer(predictor, split, predictions.slice(1))).toThrow(refused);
  const others = predictions.derive({ filename: fromRow(({ filename }: { filename: string }) => `other ${filename}`) });
  expect(() => faceExplorer(predictor, split, others)).toThrow(refused);
});
