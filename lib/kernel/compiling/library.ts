/**
 * The project's own TypeScript files as cells import them, each checked and compiled once and then kept on the disk. What comes of a
 * file depends on its content and on the declarations of what it imports: where neither has changed, it is not compiled again,
 * in this kernel or in another one.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Diagnostic } from "@tslab/typescript-for-tslab";
import { Compilation, type CompiledFile } from "./compilation";
import { CompiledFiles } from "./compiled-files";
import { versionOf } from "./file-version";
import { typescript as ts } from "./typescript";

/** A file as it is on the disk. */
type Source = {
  version: string;
  content: string;
  /** The project's files that it imports. */
  imports: readonly string[];
};

/** What came of a file. */
type Result = Source & {
  /** Nothing where it does not type-check. */
  compiled?: CompiledFile | undefined;
  problems: readonly Diagnostic[];
  /** Of what its declarations say, with those of what it imports. */
  meaning: string;
};

export class Library {
  readonly #root: string;
  readonly #kept: CompiledFiles;
  /** Of what decides how files are compiled, beside themselves. */
  readonly #circumstances: string;
  readonly #results = new Map<string, Result>();
  #wanted: readonly string[] = [];

  /**
   * @param root - the project's folder: its files are those in it that belong to no package
   * @param folder - where compiled files are kept
   * @param circumstances - differs where packages or the compiler do
   */
  constructor(root: string, folder: string, circumstances: string) {
    this.#root = root;
    this.#kept = new CompiledFiles(folder);
    this.#circumstances = circumstances;
  }

  /** Whether a path is that of a TypeScript file of the project which is there. */
  has(path: string): boolean {
    const isSource =
      path.startsWith(`${this.#root}/`) && /(?<!\.d)\.ts$/.test(path) && !path.includes("/node_modules/");
    return isSource && (this.#results.has(path) || existsSync(path));
  }

  /** What TypeScript reads in the place of a file: its declarations, or all of a file that does not type-check. */
  textOf(path: string): string {
    const { compiled, content } = this.#result(path);
    return compiled?.declaration ?? content;
  }

  /** The files that the cell which is being compiled imports, directly or through others. */
  get wanted(): readonly string[] {
    return this.#wanted;
  }

  /** Takes it that a cell is being compiled that imports some files. */
  want(paths: Iterable<string>): void {
    this.#wanted = this.#closureOf(paths);
  }

  compiledOf(path: string): CompiledFile | undefined {
    return this.#result(path).compiled;
  }

  problemsOf(path: string): readonly Diagnostic[] {
    return this.#result(path).problems;
  }

  /** Whether something has come of a file, be it that it does not type-check. */
  knows(path: string): boolean {
    return this.#results.has(path);
  }

  /**
   * Looks at all files that it knows: those that have changed, and what that concerns of those that import them, are compiled anew.
   *
   * @returns the files of which TypeScript would read something else now
   */
  refresh(): Set<string> {
    const before = new Map<string, string>();
    const stale = new Set<string>();
    for (const [path, { version }] of this.#results) if (versionOf(path) !== version) stale.add(path);
    for (const [path, { problems }] of this.#results) if (problems.length > 0) stale.add(path); // what it lacks may be there
    for (const path of stale) {
      for (const [importer, { imports }] of this.#results) if (imports.includes(path)) stale.add(importer);
    }
    for (const path of stale) {
      before.set(path, this.textOf(path));
      this.#results.delete(path);
    }
    const altered = [...before].filter(([path, text]) => !this.has(path) || this.textOf(path) !== text);
    return new Set(altered.map(([path]) => path));
  }

  /** Removes what is kept on the disk and was not used for a month. */
  removeUnused(): void {
    this.#kept.removeUnused();
  }

  #closureOf(paths: Iterable<string>): string[] {
    const closure = new Set(paths);
    // A set's iteration goes on to what is added during it.
    for (const path of closure) for (const imported of this.#result(path).imports) closure.add(imported);
    return [...closure];
  }

  #result(path: string): Result {
    if (!this.#results.has(path)) this.#compile(path);
    const result = this.#results.get(path);
    if (result === undefined) throw new Error(`${path} was not compiled`);
    return result;
  }

  /** Compiles a file with what it imports, as far as that is not known. */
  #compile(path: string): void {
    const sources = new Map<string, Source>();
    const order = new Set<string>();
    const visit = (file: string) => {
      if (this.#results.has(file) || sources.has(file)) return;
      const version = versionOf(file); // before it is read: what is written from now on is a change
      const content = readFileSync(file, "utf8");
      const source = { version, content, imports: this.#importsOf(file, content) };
      sources.set(file, source);
      for (const imported of source.imports) visit(imported);
      order.add(file);
    };
    visit(path);
    let compilation: Compilation | undefined;
    for (const file of order) {
      const source = sources.get(file);
      if (source === undefined) continue;
      const meanings = source.imports.map((name) => this.#meaningOf(name, sources));
      const key = digest([this.#circumstances, relative(this.#root, file), source.content, ...meanings]);
      const kept = this.#kept.get(key);
      compilation ??= kept ? undefined : this.#compilationOf(sources);
      const { compiled = kept, problems = [] } = kept ? {} : (compilation?.compile(file) ?? {});
      if (kept === undefined && compiled !== undefined) this.#kept.set(key, compiled);
      const meaning = digest([compiled?.declaration ?? source.content, ...meanings]);
      this.#results.set(file, { ...source, compiled, problems, meaning });
    }
  }

  #compilationOf(sources: ReadonlyMap<string, Source>): Compilation {
    const unknown = [...sources].filter(([file]) => !this.#results.has(file));
    const contents = new Map(unknown.map(([file, { content }]) => [file, content]));
    return new Compilation(this.#root, contents, (file) => (this.#results.has(file) ? this.textOf(file) : undefined));
  }

  /** Of files that import each other, what one means is not known before the others: then all that it imports stands for it. */
  #meaningOf(file: string, sources: ReadonlyMap<string, Source>): string {
    const result = this.#results.get(file);
    if (result !== undefined) return result.meaning;
    const reached = new Set([file]);
    const parts: string[] = [];
    for (const name of reached) {
      const known = this.#results.get(name);
      const source = sources.get(name);
      parts.push(known?.meaning ?? source?.content ?? "");
      if (known === undefined) for (const imported of source?.imports ?? []) reached.add(imported);
    }
    return digest(parts);
  }

  #importsOf(file: string, content: string): string[] {
    const { importedFiles } = ts.preProcessFile(content);
    const found = importedFiles
      .filter(({ fileName }) => fileName.startsWith("."))
      .map(({ fileName }) => join(dirname(file), fileName))
      .flatMap((name) => [name, `${name}.ts`, `${name}/index.ts`].find((candidate) => this.has(candidate)) ?? []);
    return [...new Set(found)];
  }
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
