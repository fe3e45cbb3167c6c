import { expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { middleMaps, randomMaps } from "../../../lib/model/explanation/control-maps";
import type { SaliencyMaps } from "../../../lib/model/explanation/explainer";
import { maskedPredictor } from "../../../lib/model/explanation/masked-answers";
import { removalCurves } from "../../../lib/model/explanation/removal-curves";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { fakeSplit } from "../fake-split";
import { noiseSplit } from "./noise-split";
import {
  agePixel,
  expectedAgeOf,
  genderPixel,
  imageForOnePixel,
  onePixelNetwork,
  standardizedRed,
} from "./one-pixel-network";

const split = { ...fakeSplit({ count: 3 }), readImages: async () => imageForOnePixel() };

/** Maps of 8 x 8 places in which the pixel that an answer hangs on has a value of its own. */
function mapsWith(value: number): SaliencyMaps {
  const map = ({ row, column }: typeof agePixel) => {
    const values = Float32Array.from({ length: 64 }, (_, place) => place / 100);
    values[8 * row + column] = value;
    return values;
  };
  return { side: 8, age: [map(agePixel), map(agePixel)], gender: [map(genderPixel), map(genderPixel)] };
}

test("the answers move as soon as what they hang on is removed, and come back as soon as it is put back", async () => {
  const before = tf.memory().numTensors;
  const model = onePixelNetwork();
  const curves = await removalCurves(model, split, { right: mapsWith(1), wrong: mapsWith(-1) });
  expect(curves).toHaveLength(8);
  const far = {
    age: expectedAgeOf(standardizedRed()) - expectedAgeOf(0),
    gender: 1 / (1 + Math.exp(-3 * standardizedRed())) - 0.5,
  };
  for (const { map, head, removal, moved, areas } of curves) {
    const isEarly = map === "right";
    // Of eleven shares, the answer has moved at all but the first, or at the last alone; in insertion it is the other way round.
    const steps = removal === "deletion" ? (isEarly ? 10 : 1) : isEarly ? 1 : 10;
    expect(moved.map((value) => value > far[head] / 2)).toEqual(
      Array.from({ length: 11 }, (_, share) => (removal === "deletion" ? share >= 11 - steps : share < steps)),
    );
    expect(Array.from(areas)).toHaveLength(2);
    for (const area of areas) expect(area / far[head]).toBeCloseTo((steps - 0.5) / 10, 3);
  }
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("half way, deletion has removed what ranks highest, and insertion has put it back", async () => {
  const model = sharedCnn({ imageSize: 8, filters: [4], dropouts: [0], units: 8, headUnits: 8, seed: 2 });
  const noise = noiseSplit(1, 8);
  const downwards = Float32Array.from({ length: 64 }, (_, place) => -place);
  const maps = { side: 8, age: [downwards], gender: [downwards] };
  const [deletion, insertion] = await removalCurves(model, noise, { maps });
  const predictor = maskedPredictor(model);
  const half = (isKept: (place: number) => boolean) => Array.from({ length: 64 }, (_, place) => Number(isKept(place)));
  const masks = [half(() => true), half((place) => place >= 32), half((place) => place < 32)];
  const [whole, lower, upper] = predictor
    .predict(await noise.readImages([0]), Float32Array.from(masks.flat()))
    .map(({ expectedAge }) => expectedAge);
  if (whole === undefined || lower === undefined || upper === undefined) throw new Error("there are three answers");
  expect(Math.abs(lower - whole)).not.toBeCloseTo(Math.abs(upper - whole), 3);
  expect(deletion?.moved[5]).toBeCloseTo(Math.abs(lower - whole), 4);
  expect(insertion?.moved[5]).toBeCloseTo(Math.abs(upper - whole), 4);
  predictor.dispose();
  model.dispose();
});

test("maps that know nothing come out in between", async () => {
  const model = onePixelNetwork();
  const curves = await removalCurves(model, split, {
    random: randomMaps(2, { side: 8, seed: 1 }),
    middle: middleMaps(2, { side: 8 }),
  });
  for (const { areas, moved } of curves) {
    expect(areas).toHaveLength(2);
    expect(Math.max(...areas)).toBeLessThan(Math.max(...moved));
    expect(Math.min(...areas)).toBeGreaterThan(0);
  }
  await expect(
    removalCurves(model, split, { middle: middleMaps(2, { side: 8 }) }, { signal: AbortSignal.abort() }),
  ).rejects.toThrow("Stopped");
  model.dispose();
});

test("images of another size are refused", async () => {
  const model = onePixelNetwork();
  await expect(removalCurves(model, fakeSplit({ imageSize: 16 }), { right: mapsWith(1) })).rejects.toThrow(
    "has images of 16 px",
  );
  model.dispose();
});

test("the middle is highest in the middle; random maps differ from face to face, and are the same again by their seed", () => {
  const { age } = middleMaps(1, { side: 4 });
  expect(Array.from(age[0] ?? [], (value) => Math.round(100 * value))).toEqual([
    47, 60, 60, 47, 60, 82, 82, 60, 60, 82, 82, 60, 47, 60, 60, 47,
  ]);
  const random = randomMaps(2, { side: 4, seed: 5 });
  expect(random.age[0]).not.toEqual(random.age[1]);
  expect(randomMaps(2, { side: 4, seed: 5 })).toEqual(random);
});
