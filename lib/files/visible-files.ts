import { readdirSync } from "node:fs";
import path from "node:path";

/** The paths, relative to a folder, of the files in it and below it, sorted; hidden ones and links to folders are passed over. */
export function* visibleFiles(folder: string, below = ""): Generator<string> {
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith("."))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const relative = path.join(below, entry.name);
    if (entry.isDirectory()) yield* visibleFiles(folder, relative);
    else yield relative;
  }
}
