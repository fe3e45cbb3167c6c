import { readFile } from "node:fs/promises";
import path from "node:path";

export async function runState(folder: string): Promise<string | undefined> {
  try {
    return JSON.parse(await readFile(path.join(folder, "run.json"), "utf8")).state;
  } catch {
    return undefined;
  }
}
