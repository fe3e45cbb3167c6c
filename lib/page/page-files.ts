import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { PageConfig } from "./page-config";

/**
 * The files of a page's folder and of the folders in it, by their paths as URLs have them.
 *
 * @param isWanted - which of them; all if it is not given
 */
export async function pageFiles(folder: string, isWanted = (_name: string) => true): Promise<PageConfig["files"]> {
  const found: [string, { bytes: number; integrity: string }][] = [];
  for (const name of (await filesIn(folder)).filter(isWanted)) {
    const content = await readFile(path.join(folder, name));
    const integrity = `sha256-${createHash("sha256").update(content).digest("base64")}`;
    found.push([name, { bytes: content.length, integrity }]);
  }
  return Object.fromEntries(found);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}
