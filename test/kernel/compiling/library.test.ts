import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test } from "vitest";
import { Library } from "../../../lib/kernel/compiling/library";
import { scratchFolder } from "../../scratch-folder";

const scratch = scratchFolder();
let root = "";
let kept = "";
const pathOf = (name: string) => path.join(root, `${name}.ts`);
const write = (name: string, content: string) => writeFileSync(pathOf(name), content);

/** What a kernel that is started now makes of the files. */
function library(circumstances = "the packages"): Library {
  return new Library(root, kept, circumstances);
}

/** The compiled files that came to the disk. */
function added(task: () => void): number {
  const before = new Set(readdirSync(kept));
  task();
  return readdirSync(kept).filter((name) => name.endsWith(".json") && !before.has(name)).length;
}

let count = 0;
beforeEach(() => {
  root = path.join(scratch, `project-${count++}`);
  kept = path.join(root, "kept");
  mkdirSync(kept, { recursive: true });
  write("side", "export function side(area: number): number {\n  return Math.sqrt(area);\n}\n");
  write("square", 'import { side } from "./side";\nexport const edge = (area: number) => side(area);\n');
});

test("TypeScript reads a file's declarations, Node its script", () => {
  const files = library();
  expect(files.textOf(pathOf("square"))).toBe("export declare const edge: (area: number) => number;\n");
  expect(files.compiledOf(pathOf("side"))?.script).toContain("exports.side = side");
  const { sources } = JSON.parse(files.compiledOf(pathOf("side"))?.sourceMap() ?? "{}");
  expect(sources).toEqual(["../side.ts"]);
  expect(files.has(pathOf("other"))).toBe(false);
});

test("what a cell imports comes with what that imports", () => {
  const files = library();
  files.want([pathOf("square")]);
  expect(files.wanted).toEqual([pathOf("square"), pathOf("side")]);
});

test("another kernel takes what one has compiled", () => {
  expect(added(() => library().want([pathOf("square")]))).toBe(2);
  for (const name of readdirSync(kept).filter((file) => file.endsWith(".json"))) {
    const { declaration } = JSON.parse(readFileSync(path.join(kept, name), "utf8"));
    writeFileSync(path.join(kept, name), JSON.stringify({ declaration, script: "// from the disk" }));
  }
  const files = library();
  expect(added(() => files.want([pathOf("square")]))).toBe(0);
  expect(files.compiledOf(pathOf("square"))?.script).toBe("// from the disk");
});

test("a change within a function compiles that file anew, and no other", () => {
  const files = library();
  files.want([pathOf("square")]);
  write("side", "export function side(area: number): number {\n  return area ** 0.5;\n}\n");
  expect(added(() => expect(files.refresh()).toEqual(new Set()))).toBe(1);
  expect(files.compiledOf(pathOf("side"))?.script).toContain("** 0.5");
  expect(added(() => library().want([pathOf("square")]))).toBe(0);
});

test("a change of what a file gives compiles those that import it as well", () => {
  const files = library();
  files.want([pathOf("square")]);
  write("side", "export function side(area: number): string {\n  return String(area ** 0.5);\n}\n");
  expect(added(() => expect(files.refresh()).toEqual(new Set([pathOf("side"), pathOf("square")])))).toBe(2);
  expect(files.textOf(pathOf("square"))).toContain("=> string");
});

test("a file that does not type-check is told of with its place, until it does", () => {
  write("side", "export function side(area: number): number {\n  return area.length;\n}\n");
  const files = library();
  expect(added(() => files.want([pathOf("square")]))).toBe(1);
  const [problem, ...more] = files.problemsOf(pathOf("side"));
  expect(problem?.file?.fileName).toBe(pathOf("side"));
  expect(problem?.file?.getLineAndCharacterOfPosition(problem.start ?? 0)).toEqual({ line: 1, character: 14 });
  expect(more).toEqual([]);
  expect(library().problemsOf(pathOf("side")).length).toBe(1); // by every kernel: it is not kept
  write("side", "export function side(area: number): number {\n  return area;\n}\n");
  files.refresh();
  expect(files.problemsOf(pathOf("side"))).toEqual([]);
});

test("a file that is missing is told of where it is imported, and found when it is written", () => {
  rmSync(pathOf("side"));
  const files = library();
  expect(files.problemsOf(pathOf("square")).map(({ code }) => code)).toEqual([2307]);
  write("side", "export const side = (area: number) => area;\n");
  expect(files.refresh()).toEqual(new Set([pathOf("square")]));
  expect(files.problemsOf(pathOf("square"))).toEqual([]);
});

test("with another TypeScript, or other packages, all is compiled anew", () => {
  library().want([pathOf("square")]);
  expect(added(() => library("other packages").want([pathOf("square")]))).toBe(2);
});

test("a kept file that is damaged is compiled anew", () => {
  library().want([pathOf("side")]);
  for (const name of readdirSync(kept)) writeFileSync(path.join(kept, name), '{"declaration": ');
  expect(library().compiledOf(pathOf("side"))?.script).toContain("exports.side");
  expect(library().textOf(pathOf("side"))).toContain("declare function");
});

test("files that import each other", () => {
  write("even", 'import { odd } from "./odd";\nexport const even = (n: number): boolean => n === 0 || odd(n - 1);\n');
  write("odd", 'import { even } from "./even";\nexport const odd = (n: number): boolean => n !== 0 && even(n - 1);\n');
  const files = library();
  files.want([pathOf("even")]);
  expect([...files.wanted].sort()).toEqual([pathOf("even"), pathOf("odd")]);
  expect(files.wanted.flatMap((file) => files.problemsOf(file))).toEqual([]);
  write("odd", 'import { even } from "./even";\nexport const odd = (n: string): boolean => even(n.length);\n');
  files.refresh();
  expect(files.problemsOf(pathOf("even")).length).toBe(1);
});

test("what no kernel has used for a month is removed", () => {
  library().want([pathOf("square")]);
  const long = new Date(Date.now() - 40 * 24 * 60 * 60 * 1000);
  for (const name of readdirSync(kept)) utimesSync(path.join(kept, name), long, long);
  const files = library();
  files.want([pathOf("side")]);
  files.removeUnused();
  expect(readdirSync(kept).length).toBe(2); // script and source map
  expect(statSync(path.join(kept, readdirSync(kept)[0] ?? "")).mtimeMs).toBeGreaterThan(long.getTime());
});
