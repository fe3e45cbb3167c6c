import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { writeFacesCsv } from "../../lib/dataset/faces-csv";
import { openImageStore } from "../../lib/images/store/open-image-store";
import { prepareImages } from "../../lib/images/store/prepare-images";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { loadModel, saveModel } from "../../lib/model/saving/layers-model";
import { readRun } from "../../lib/training/run/run-record";
import { writePictures } from "../images/pictures";
import { scratchFolder } from "../scratch-folder";

const folder = scratchFolder();

beforeAll(async () => {
  await mkdir(path.join(folder, "photos"));
  const faces = await writePictures(path.join(folder, "photos"), 12);
  await writeFacesCsv(path.join(folder, "photos/faces.csv"), faces);
  const storeFolder = path.join(folder, "images");
  await prepareImages({
    faces: { train: faces, val: faces },
    imageFolder: path.join(folder, "photos"),
    storeFolder,
    imageSize: 8,
  });
  const model = sharedCnn({ imageSize: 8, filters: [4, 4, 4], units: 8, headUnits: 8 });
  await saveModel(model, path.join(folder, "model"));
  model.dispose();
});

/** Runs one of lib/programs with its output redirected as in a shell, into a pipe that nobody reads any more, say: `| true`. */
function run(redirection: string, name: string, ...args: string[]): Promise<{ code: unknown; stderr: string }> {
  const program = [process.execPath, "--import", "tsx", `lib/programs/${name}.ts`, ...args];
  const env = { ...process.env, INIT_CWD: folder };
  return new Promise((resolve) => {
    execFile("bash", ["-o", "pipefail", "-c", `"$@" ${redirection}`, "bash", ...program], { env }, (error, _, stderr) =>
      resolve({ code: error?.code ?? 0, stderr }),
    );
  });
}

test("images are prepared, whether anybody reads of it or not", async () => {
  const args = ["--db-path", "photos/faces.csv", "--output-dir", "unread", "--img-size", "8"];
  const { code, stderr } = await run("| true", "preprocess", ...args);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining("EPIPE") });
  const store = await openImageStore(path.join(folder, "unread"));
  expect(store.train.count + store.val.count).toBe(12);
  await store.close();
});

test("a training goes on to its end and leaves its model, alone or in a sweep", { timeout: 120_000 }, async () => {
  const args = ["--img-dir", "images", "--runs-dir", "runs"];
  const training = ["--epochs", "2", "--batch-size", "4", "--model-dir", "unread-model", "--run", "unread"];
  expect(await run("2>&1 | true", "train", ...args, ...training)).toMatchObject({ code: 0 });
  expect(await readRun(path.join(folder, "runs/unread"))).toMatchObject({ state: "finished" });
  (await loadModel(path.join(folder, "unread-model"))).dispose();
  expect(await run("2>&1 | true", "sweep", ...args, "-p", "epochs=1")).toMatchObject({ code: 0 });
  expect(await readRun(path.join(folder, "runs/epochs=1"))).toMatchObject({ state: "finished" });
});

const predicting = ["--no-detect", "--model-dir", "model", "photos"];

test("predictions that nobody reads end in silence", async () => {
  const { code, stderr } = await run("| true", "predict", ...predicting);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining("EPIPE") });
});

test.skipIf(!existsSync("/dev/full"))(
  "predictions that are lost on a full disk are an error, in a sentence",
  async () => {
    const { code, stderr } = await run("> /dev/full", "predict", ...predicting);
    expect(code).toBe(1);
    expect(stderr).toContain("What was printed is not all there: ENOSPC: no space left on device, write\n");
    expect(stderr).not.toContain("    at ");
  },
);
