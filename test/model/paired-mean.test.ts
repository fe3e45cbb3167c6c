import { randomLcg, randomNormal } from "d3-random";
import { expect, test } from "vitest";
import { pairedMean } from "../../lib/model/paired-mean";

test("of a hundred experiments without a difference, hardly any interval leaves zero out; with one, all do", () => {
  const draw = randomNormal.source(randomLcg(0.5))(0, 1);
  const experimentOf = (shift: number) => {
    const faces = Array.from({ length: 200 }, draw);
    return Array.from({ length: 3 }, () => {
      const ofSeed = 0.2 * draw();
      return Float64Array.from(faces, (face) => shift + ofSeed + face + draw());
    });
  };
  let [none, some] = [0, 0];
  for (let count = 0; count < 100; count++) {
    const [without, having] = [pairedMean(experimentOf(0)), pairedMean(experimentOf(1))];
    if (without.low > 0 || without.high < 0) none++;
    if (having.low > 0) some++;
  }
  expect(none).toBeLessThan(12);
  expect(some).toBeGreaterThan(95);
});
