import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CompiledFile } from "./compilation";

const day = 24 * 60 * 60 * 1000;

/**
 * Compiled files on the disk, by their keys. What is under a key never changes: any number of kernels may read and write at
 * the same time.
 */
export class CompiledFiles {
  readonly #folder: string;

  /** @param folder - made when there is something to keep */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is kept under a key; nothing where that is not there, or damaged. */
  get(key: string): CompiledFile | undefined {
    try {
      const kept: Partial<CompiledFile> = JSON.parse(readFileSync(this.#file(key, "json"), "utf8"));
      const { declaration, script } = kept;
      if (typeof declaration !== "string" || typeof script !== "string") return undefined;
      this.#noteUse(key);
      return { declaration, script, sourceMap: () => readFileSync(this.#file(key, "map"), "utf8") };
    } catch {
      return undefined;
    }
  }

  /** Keeps a file, unless the disk refuses: it is compiled again the next time, then. */
  set(key: string, { declaration, script, sourceMap }: CompiledFile): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      this.#write(key, "map", sourceMap());
      this.#write(key, "json", JSON.stringify({ declaration, script })); // last: with it the file is there
    } catch {}
  }

  /** Removes what no kernel has used for a month, such as what files were before they were changed. */
  removeUnused(): void {
    try {
      for (const name of readdirSync(this.#folder)) {
        const file = join(this.#folder, name);
        if (Date.now() - statSync(file).mtimeMs > 30 * day) rmSync(file);
      }
    } catch {} // another kernel may be at it
  }

  /** By the day, for `removeUnused`. */
  #noteUse(key: string): void {
    const now = new Date();
    for (const file of [this.#file(key, "json"), this.#file(key, "map")]) {
      if (now.getTime() - statSync(file).mtimeMs > day) utimesSync(file, now, now);
    }
  }

  #write(key: string, ending: string, text: string): void {
    const temporary = this.#file(key, `${process.pid}.tmp`);
    writeFileSync(temporary, text);
    renameSync(temporary, this.#file(key, ending));
  }

  #file(key: string, ending: string): string {
    return join(this.#folder, `${key}.${ending}`);
  }
}
