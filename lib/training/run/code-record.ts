import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { RunRecord } from "./run-record";

const LIBRARY = path.resolve(__dirname, "../..");
/** The rooms whose code decides what a training does with its faces. */
const ROOMS = ["dataset", "engine", "images", "model", "training"];

/** Which code runs: the commit, as far as git tells it, and a fingerprint of what is on the disk. */
export async function codeRecord(): Promise<RunRecord["code"]> {
  const hash = createHash("sha256");
  for (const room of ROOMS) {
    const files = (await readdir(path.join(LIBRARY, room), { recursive: true })).filter((file) => /\.m?ts$/.test(file));
    for (const file of files.sort()) hash.update(file).update(await readFile(path.join(LIBRARY, room, file)));
  }
  const commit = await promisify(execFile)("git", ["rev-parse", "HEAD"], { cwd: LIBRARY }).then(
    ({ stdout }) => ({ commit: stdout.trim() }),
    () => ({}),
  );
  return { ...commit, fingerprint: hash.digest("hex").slice(0, 16) };
}
