import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Library } from "./library";

/** The project's folder. */
export const root: string = resolve(__dirname, "../../..");

/** The project's own files. */
export const library: Library = new Library(root, join(root, "var/kernel"), circumstances());

/** What compiled files depend on beside the sources: the packages, TypeScript among them, and how it is told to compile. */
function circumstances(): string {
  const hash = createHash("sha256");
  for (const file of [join(root, "package-lock.json"), join(__dirname, "compilation.ts")])
    hash.update(readFileSync(file));
  return hash.digest("hex");
}
