import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { table } from "arquero";
import { beforeAll, expect, test } from "vitest";
import { evaluate } from "../../../lib/model/evaluate";
import { sharedCnn } from "../../../lib/model/networks/shared-cnn";
import { saveModel } from "../../../lib/model/saving/layers-model";
import { modelDigest } from "../../../lib/model/saving/model-folder";
import { writeModelCard } from "../../../lib/training/model-card/model-card";
import { type RunRecord, writeRun } from "../../../lib/training/run/run-record";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();
const runsFolder = path.join(folder, "runs");
const modelFolder = path.join(folder, "model");

// 40 women of 25, of whom 30 are taken for men, and 60 men of 65, all of them told; everybody is said to be 35.
const rows = Array.from({ length: 100 }, (_, row) => row);
const predictions = table({
  age: rows.map((row) => (row < 40 ? 25 : 65)),
  gender: rows.map((row) => (row < 40 ? 0 : 1)),
  ethnicity: rows.map((row) => (row < 90 ? "Asian" : "<img src=x> | **all**\n# Heading")),
  predicted_age: rows.map(() => 35),
  expected_age: rows.map(() => 35),
  true_age_probability: rows.map(() => 0.1),
  predicted_gender: rows.map((row) => (row < 10 ? 0 : 1)),
  gender_probability: rows.map(() => 0.9),
});
const trainedOn = { name: "my_*faces*", kind: "utkface", source: "data/my_faces" } as const;

const network = { imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 };
const record = (weights: number): RunRecord => ({
  ...{ name: "run-1", state: "finished", started: "2026-01-01T00:00:00Z", ended: "2026-01-02T00:00:00Z" },
  parameters: { epochs: 6, learningRate: 3e-4, schedule: "constant|cosine" },
  learningRateChanges: [{ step: 12, learningRate: 1e-5 }],
  network: { name: "shared_cnn", imageSize: 8, weights, initialWeights: "0" },
  data: {
    train: { name: "train", count: 1285, fingerprint: "1" },
    val: { name: "val", count: 368, fingerprint: "2" },
  },
  code: { commit: "abc", fingerprint: "def" },
  versions: { node: "20.0.0", tensorflow: "2.21.0" },
  process: { pid: 1, host: "here" },
  mode: "compiled, float32",
});
let weights = 0;

beforeAll(async () => {
  const model = sharedCnn(network);
  weights = model.countParams();
  await saveModel(model, modelFolder, { run: "run-1" });
  await saveModel(model, path.join(runsFolder, "run-1/best"));
  model.dispose();
  await writeRun(path.join(runsFolder, "run-1"), record(weights));
});

const write = async (faces = predictions) => {
  const evaluation = await evaluate(faces, { seed: 1 });
  const file = await writeModelCard(modelFolder, { trainedOn, evaluatedOn: "100 faces", evaluation, runsFolder });
  return readFileSync(file, "utf8");
};

test("it says what was trained how, on what, and how right it is about whom", async () => {
  const card = await write();
  expect(card.match(/^#+ .*/gm)).toEqual([
    "# Model card: shared\\_cnn",
    ...["The model", "Recipe", "What it may be used for", "Data", "Figures", "Limits"].map((name) => `## ${name}`),
  ]);
  expect(card).toContain(`| network | shared\\_cnn, ${weights.toLocaleString("en-US")} weights, images of 8 px |`);
  expect(card).toContain(`| which one | ${await modelDigest(modelFolder)} `);
  for (const row of ["| run | run-1 |", "commit abc, fingerprint def", "Node.js 20.0.0, TensorFlow 2.21.0"]) {
    expect(card).toContain(row);
  }
  for (const row of ["| epochs | 6 |", "| learningRate | 0.0003 |", "| learningRate from step 12 | 0.00001 |"]) {
    expect(card).toContain(row);
  }
  expect(card).toContain("1,285 faces to learn from, 368 to validate with");
  expect(card).toContain("non-commercial research only");
  // 70 of 100 genders; errors of 40 times 10 and 60 times 30 years.
  expect(card).toMatch(/^\| all \| 100 \| 0\.700 \(0\.6\d+ to 0\.7\d+\) \| 22\.00 \(.*\) \| -14\.00 .* \| {2}\|$/m);
  expect(card).toMatch(
    /^\| 20-29 years \| 40 \| 0\.250 .* \| 10\.00 .* \| 10\.00 .* \| gender accuracy, age MAE, age bias \|$/m,
  );
  expect(card).toMatch(/see the figures of 20-29, 60-69, female, male/);
  expect(card).toMatch(/fewer than 30 faces, and their figures say little: \\<img/);
  expect(card).not.toContain("say nothing of ethnicity");
});

test("what comes from outside makes neither markup nor HTML", async () => {
  const card = await write();
  expect(card).toMatch(/^\| \\<img src=x\\> \\\| \\\*\\\*all\\\*\\\* \\# Heading \| 10 \|/m);
  expect(card).toContain("my\\_\\*faces\\*, UTKFace");
  expect(card).toContain("| schedule | constant\\|cosine |");
  expect(card).not.toMatch(/^# Heading/m);
});

test("it is replaced as a whole, and says what is not known", async () => {
  const others = predictions.select("age", "gender", "predicted_age", "expected_age", "true_age_probability");
  const other = sharedCnn({ ...network, seed: 2 });
  await saveModel(other, path.join(runsFolder, "run-1/best")); // another run, by the same name
  other.dispose();
  const card = await write(others.assign(predictions.select("predicted_gender", "gender_probability")));
  expect(card).toContain("Not known: the record of the run that trained it is not at hand.");
  expect(card).toContain("The data say nothing of ethnicity");
  expect(card).not.toContain("1,285");
  writeFileSync(path.join(runsFolder, "run-1/run.json"), "{");
  expect(await write()).toContain("Not known");
  expect(readdirSync(modelFolder).filter((file) => file.includes("CARD"))).toEqual(["MODEL_CARD.md"]);
});
