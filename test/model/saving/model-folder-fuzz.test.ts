import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { tf } from "../../../lib/engine/tensorflow";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { loadPredictor } from "../../../lib/model/prediction/load-predictor";
import { modelPredictor } from "../../../lib/model/prediction/model-predictor";
import type { Prediction } from "../../../lib/model/prediction/prediction";
import { saveModel } from "../../../lib/model/saving/layers-model";
import { type Random, randomStream } from "../../../lib/random-stream";
import { damage, whole } from "../../damage";
import { scratchFolder } from "../../scratch-folder";
import { fakeSplit } from "../fake-split";

const scratch = scratchFolder();
const [sound, damaged] = [path.join(scratch, "sound"), path.join(scratch, "damaged")];
let images: Uint8Array;
let answers: Prediction[];
let variables: number;

beforeAll(async () => {
  const model = sharedCnn({ imageSize: 8, filters: [4, 4], dropouts: [0.2, 0.2], units: 8, headUnits: 8, seed: 1 });
  await saveModel(model, sound);
  images = await fakeSplit({ count: 2 }).readImages([0, 1]);
  const predictor = modelPredictor(model);
  answers = predictor.predict(images);
  for (const owned of [predictor, model]) owned.dispose();
  variables = countVariables();
});

/** A network's weights; of what cannot be built, TensorFlow.js leaves the values that were to be loaded. */
const countVariables = () => Object.keys(tf.engine().registeredVariables).length;

/** A copy of the sound folder with one file changed. */
function change(isChanged: (name: string) => boolean, by: (bytes: Buffer) => Buffer): void {
  rmSync(damaged, { recursive: true, force: true });
  mkdirSync(damaged);
  for (const name of readdirSync(sound)) {
    const bytes = readFileSync(path.join(sound, name));
    writeFileSync(path.join(damaged, name), isChanged(name) ? by(bytes) : bytes);
  }
}

/** What the changed folder answers, or why it is refused. */
async function answersOrRefusal(): Promise<Prediction[] | string> {
  try {
    const predictor = await loadPredictor(damaged);
    try {
      return predictor.predict(images);
    } finally {
      predictor.dispose();
    }
  } catch (error) {
    return error instanceof Error ? error.message : "";
  } finally {
    expect(countVariables()).toBe(variables);
  }
}

test("a copy answers as the folder does", async () => {
  change(
    () => false,
    (bytes) => bytes,
  );
  expect(await answersOrRefusal()).toEqual(answers);
});

test("a network's folder answers as before or is refused with one sentence, however a file is damaged", async () => {
  let refused = 0;
  for (let trial = 0; trial < 400; trial++) {
    const random = randomStream(1, trial);
    const isDescription = random.chance(0.7);
    change(
      (name) => (name === "model.json") === isDescription,
      (bytes) => {
        let changed: Buffer = bytes;
        for (let places = whole(random, 1, 4); places > 0; places--) changed = damage(changed, random);
        return changed;
      },
    );
    const outcome = await answersOrRefusal();
    if (typeof outcome === "string") {
      refused++;
      expect(outcome, `${trial}`).toContain(damaged);
    } else expect(outcome, `${trial}`).toEqual(answers);
  }
  expect(refused).toBeGreaterThan(300);
}, 120_000);

test("so does one whose description was changed by somebody who knows it: another network, or a refusal", async () => {
  let refused = 0;
  for (let trial = 0; trial < 200; trial++) {
    change(
      (name) => name === "model.json",
      (bytes) => {
        const description = JSON.parse(bytes.toString());
        delete description.digest;
        return Buffer.from(JSON.stringify(changeValue(description, randomStream(2, trial))));
      },
    );
    const outcome = await answersOrRefusal();
    if (typeof outcome !== "string") continue;
    refused++;
    expect(outcome, `${trial}`).toContain(damaged);
  }
  expect(refused).toBeGreaterThan(50);
}, 120_000);

const ODD_VALUES: readonly [unknown, ...unknown[]] = [
  0,
  -1,
  1,
  2,
  3.5,
  7,
  1e6,
  null,
  true,
  "",
  "relu",
  "__proto__",
  "constructor",
  [],
  {},
  [1, 1],
];

/** A JSON value with one of the values in it, at a random depth, replaced or removed. */
function changeValue(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random.chance(0.05)) return random.pick(ODD_VALUES);
  if (Array.isArray(value)) {
    const at = whole(random, 0, Math.max(1, value.length));
    return value.map((item, index) => (index === at ? changeValue(item, random) : item));
  }
  const keys = Object.keys(value);
  const key = keys[whole(random, 0, Math.max(1, keys.length))] ?? "added";
  return { ...value, [key]: changeValue(Reflect.get(value, key), random) };
}
