import type { PredictedFace } from "../../../lib/model/detector/predict-photo";

/** An upright face of a photo with its middle there, of so many pixels. */
export function someFace(x: number, y: number, age: number, gender: number, size = 100): PredictedFace {
  const part = size / 100;
  const landmarks = [
    { x: x - 20 * part, y: y - 25 * part },
    { x: x + 20 * part, y: y - 25 * part },
    { x, y: y + 25 * part },
  ] as const;
  const prediction = { age, gender, expectedAge: age, ageProbability: 1, genderProbability: 1, ageProbabilities: [] };
  return { score: 0.9, center: { x, y }, size, landmarks, prediction };
}
