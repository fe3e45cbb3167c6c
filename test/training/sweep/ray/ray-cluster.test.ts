import { execFileSync, spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { prepareImages } from "../../../../lib/images/store/prepare-images";
import { loadModel } from "../../../../lib/model/saving/layers-model";
import { isRayInstalled, rayPython } from "../../../../lib/set-up/steps/ray-environment.mjs";
import { readRun } from "../../../../lib/training/run/run-record";
import { rayCluster } from "../../../../lib/training/sweep/ray/ray-cluster";
import { takeInRun } from "../../../../lib/training/sweep/ray/take-in-run";
import { type SweepRun, sweep } from "../../../../lib/training/sweep/sweep";
import { writePictures } from "../../../images/pictures";
import { type RayHead, startRay } from "./ray-head";

vi.setConfig({ testTimeout: 180_000 }); // each task, and each of Ray's own programs, is a Python to start
const project = path.resolve(__dirname, "../../../..");

function run(seed: number, ...programArguments: string[]): SweepRun {
  return { name: `seed=${seed}`, settings: { seed }, arguments: [`--seed=${seed}`, ...programArguments] };
}

describe.skipIf(!isRayInstalled())(
  "where Ray is installed in var/ray, as .ci/run and npm run sweep -- --ray do",
  () => {
    let folder: string;
    let runsFolder: string;
    let head: RayHead;

    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), "ray-"));
      runsFolder = path.join(folder, "runs");
      head = await startRay(path.join(folder, "ray"));
    });
    afterAll(async () => {
      await head.stop();
      await rm(folder, { recursive: true });
    });

    test("runs are tasks of the cluster, and their folders are there when they have ended", async () => {
      const faces = await writePictures(folder, 12);
      const storeFolder = path.join(folder, "images");
      await prepareImages({ faces: { train: faces, val: faces }, imageFolder: folder, storeFolder, imageSize: 8 });
      const place = await rayCluster({ address: head.address, python: rayPython, root: project, runsFolder });
      expect(place.capacity).toBe(1);
      const printed: string[] = [];
      const outcomes = await sweep({
        runs: [run(1), run(2)],
        place,
        runsFolder,
        jobs: 2,
        programArguments: [`--img-dir=${storeFolder}`, "--epochs=1"],
        onEvent: (event) => event.kind === "printed" && printed.push(event.line),
      });
      await place.close();
      expect(outcomes).toMatchObject([
        { state: "finished", lines: [] },
        { state: "finished", lines: [] },
      ]);
      expect(printed.filter((line) => line.startsWith("Epoch 1: gender right"))).toHaveLength(2);
      for (const { name } of [run(1), run(2)]) {
        expect(await readRun(path.join(runsFolder, name))).toMatchObject({ name, state: "finished" });
        for (const model of ["best", "model"]) (await loadModel(path.join(runsFolder, name, model))).dispose();
      }
      expect((await readdir(runsFolder)).sort()).toEqual(["seed=1", "seed=2"]); // nothing else is left
    });

    test("stopped, what runs stops and what has not begun does not begin; a failure is told", async () => {
      const root = await pretendProject(path.join(folder, "pretend"));
      const pretendRuns = path.join(folder, "pretend-runs");
      const place = await rayCluster({ address: head.clientAddress, python: rayPython, root, runsFolder: pretendRuns });
      const stop = new AbortController();
      const runs = [run(1, "--learning-rate=1"), run(2, "--epochs=1000"), run(3, "--epochs=1000")];
      const outcomes = await sweep({
        runs,
        place,
        runsFolder: pretendRuns,
        signal: stop.signal,
        onEvent: (event) => event.kind === "printed" && event.line === "training" && stop.abort(),
      });
      await place.close();
      expect(outcomes.map(({ state }) => state)).toEqual(["failed", "stopped", "waiting"]);
      expect(outcomes[0]?.lines.at(-1)).toBe("the loss is NaN at step 3: try a smaller learning rate");
      expect(await readFile(path.join(pretendRuns, "notes"), "utf8")).toBe(
        "seed=1 begins\nseed=2 begins\nseed=2 stops\n",
      );
    });

    test("runs of a sweep that is killed stop", async () => {
      const root = await pretendProject(path.join(folder, "pretend-killed"));
      const killedRuns = path.join(folder, "killed-runs");
      const moduleOf = (name: string) => JSON.stringify(path.join(project, "lib/training/sweep", name));
      const program = `
        const { rayCluster } = require(${moduleOf("ray/ray-cluster")});
        const { sweep } = require(${moduleOf("sweep")});
        const [address, python, root, runsFolder, runs] = JSON.parse(process.argv[1]);
        rayCluster({ address, python, root, runsFolder }).then((place) => sweep({ runs, place, runsFolder }));`;
      const options = JSON.stringify([head.address, rayPython, root, killedRuns, [run(1, "--epochs=1000")]]);
      const sweeping = spawn(process.execPath, ["--import", "tsx", "--eval", program, options], { stdio: "ignore" });
      const notes = () => readFile(path.join(killedRuns, "notes"), "utf8").catch(() => "");
      await expect.poll(notes, { timeout: 60_000 }).toBe("seed=1 begins\n");
      sweeping.kill("SIGKILL");
      await expect.poll(notes, { timeout: 60_000 }).toBe("seed=1 begins\nseed=1 stops\n");
      expect((await readRun(path.join(killedRuns, "seed=1"))).state).toBe("stopped");
    });

    test("a finished run comes back from another disk without its checkpoints", async () => {
      const away = path.join(folder, "away");
      await cp(path.join(runsFolder, "seed=1"), away, { recursive: true });
      const archive = path.join(folder, "away.tar");
      const code =
        "import sys; from ray_run import finished_run; open(sys.argv[2], 'wb').write(finished_run(sys.argv[1]))";
      execFileSync(rayPython, ["-c", code, away, archive], { cwd: path.join(project, "lib/training/sweep/ray") });
      const here = path.join(folder, "here");
      await mkdir(here);
      await takeInRun(archive, here, "seed=1");
      const files = (await readdir(away)).filter((name) => name !== "checkpoints");
      expect((await readdir(path.join(here, "seed=1"))).sort()).toEqual(files.sort());
      expect(await readRun(path.join(here, "seed=1"))).toEqual(await readRun(away));
    });

    test("a cluster that is not there, or is given a wrong address, is told of at once", async () => {
      const connect = (address: string) => rayCluster({ address, python: rayPython, root: project, runsFolder });
      await expect(connect("127.0.0.1:1")).rejects.toThrow(
        "There is no Ray cluster at 127.0.0.1:1 (Connection refused).",
      );
      await expect(connect("nowhere")).rejects.toThrow("nowhere is no address of a Ray cluster");
    });
  },
);

/** A folder in which the train program is the one that stands for it in tests. */
async function pretendProject(root: string): Promise<string> {
  await mkdir(path.join(root, "lib/programs"), { recursive: true });
  await cp(path.join(__dirname, "../pretend-train.mjs"), path.join(root, "lib/programs/train.ts"));
  await writeFile(path.join(root, "package.json"), '{ "type": "module" }');
  await symlink(path.join(project, "node_modules"), path.join(root, "node_modules"));
  return root;
}
