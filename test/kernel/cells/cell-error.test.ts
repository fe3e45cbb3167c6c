import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Output, startKernel, type TestKernel } from "../jupyter-client";

let kernel: TestKernel;
let folder: string;
beforeAll(async () => {
  mkdirSync("var", { recursive: true });
  folder = mkdtempSync(join("var", "kernel-errors-"));
  kernel = await startKernel();
});
afterAll(async () => {
  await kernel.shutdown();
  rmSync(folder, { recursive: true });
});

/** Runs a cell that fails; the error that it ends with, and its traceback as one text. */
async function fail(code: string) {
  const { status, reply, outputs } = await kernel.execute(code);
  const error: Output | undefined = outputs.at(-1);
  if (error?.output_type !== "error") throw new Error(`The cell did not end with an error: ${JSON.stringify(outputs)}`);
  expect(status).toBe("error");
  expect(reply).toMatchObject({ ename: error.ename, evalue: error.evalue, traceback: error.traceback });
  const cell = `Cell [${reply.execution_count}]`;
  return { ...error, outputs, cell, text: error.traceback.join("\n") };
}

test("an error points to the lines of the cell that led to it", async () => {
  const code = `interface Face { age: number }

const double = (face: Face): number => {
  if (face.age > 40) throw new TypeError("too old");
  return face.age * 2;
};
[{ age: 1 }, { age: 46 }].map(double)`;
  const { ename, evalue, text, cell } = await fail(code);
  expect([ename, evalue]).toEqual(["TypeError", "too old"]);
  expect(text).toBe(
    [
      "TypeError: too old",
      `    at double (${cell}:4:28)`,
      '       4 |   if (face.age > 40) throw new TypeError("too old");',
      "         |                            ^",
      "    at … 1 call in packages or Node.js",
      `    at ${cell}:7:27`,
      "       7 | [{ age: 1 }, { age: 46 }].map(double)",
      "         |                           ^",
    ].join("\n"),
  );
});

test("an error after an await points to the cell, too, and to the function of an earlier cell", async () => {
  const earlier = await kernel.execute("async function slow() {\n  await null;\n  throw new Error('late');\n}");
  const { text, cell } = await fail("await slow();");
  expect(text).toContain(`at slow (Cell [${earlier.reply.execution_count}]:3:9)`);
  expect(text).toContain(`at async ${cell}:1:1`);
});

test("an error in a file points to its TypeScript, as it was when it was loaded", async () => {
  const file = join(folder, "faulty.ts");
  writeFileSync(
    file,
    "export type Age = number;\n\nexport function check(age: Age): Age {\n  throw new RangeError(String(age));\n}\n",
  );
  await kernel.execute(`import { check } from "./${folder}/faulty";`);
  const { text } = await fail("check(200)");
  expect(text).toContain(`at check (${file}:4:9)\n       4 |   throw new RangeError(String(age));`);
});

test("a type error names each place, with the line", async () => {
  const { ename, evalue, text, cell } = await fail('const age: number = "old";\n  const name: string = 3;');
  expect(ename).toBe("TypeScript error");
  expect(evalue).toBe(`${cell}:1:7: Type 'string' is not assignable to type 'number'. (and 1 more)`);
  expect(text).toBe(
    [
      "TypeScript error",
      `${cell}:1:7: Type 'string' is not assignable to type 'number'.`,
      '       1 | const age: number = "old";',
      "         |       ^^^",
      `${cell}:2:9: Type 'number' is not assignable to type 'string'.`,
      "       2 |   const name: string = 3;",
      "         |         ^^^^",
    ].join("\n"),
  );
});

test("a type error in a file names the file, also one that is explained in several parts", async () => {
  const file = join(folder, "ill-typed.ts");
  writeFileSync(
    file,
    "export const face: { age: { years: number } } =\n  { age: { years: 'x' as string | number } };\n",
  );
  const { evalue, text } = await fail(`import { face } from "./${folder}/ill-typed"; face`);
  expect(evalue).toContain(`${file}:2:12: Type 'string | number' is not assignable to type 'number'.`);
  expect(text).toContain("       2 |   { age: { years: 'x' as string | number } };\n");
  expect(text).not.toContain("Cell");
});

test("code that is not TypeScript is a type error", async () => {
  expect(await fail("const = ;")).toMatchObject({ ename: "TypeScript error" });
});

test("what is thrown may be anything", async () => {
  expect(await fail('throw "words"')).toMatchObject({ ename: "Uncaught", evalue: "'words'" });
  expect(await fail("throw undefined")).toMatchObject({ ename: "Uncaught", evalue: "undefined" });
  expect(await fail("await Promise.reject({ code: 5 })")).toMatchObject({ ename: "Uncaught", evalue: "{ code: 5 }" });
});

test("causes and the errors of an AggregateError are told", async () => {
  const { text, cell } = await fail(`const parts = [new Error("one"), "two"];
throw new Error("outer", { cause: new AggregateError(parts, "several") });`);
  expect(text).toMatch(/^Error: outer\n.*\nCaused by:\nAggregateError: several\n.*\nConsists of:\nError: one\n/s);
  expect(text).toContain(`at ${cell}:1:16`);
  expect(text).toMatch(/Consists of:\nUncaught 'two'$/);
});

test("an error that is its own cause is told once", async () => {
  const { text } = await fail('const error = new Error("loop");\nerror.cause = error;\nthrow error;');
  expect(text).toMatch(/Caused by:\nError: loop \(see above\)$/);
});

test("endless recursion shows its two ends", async () => {
  const { text } = await fail("function deeper(n: number): number {\n  return deeper(n + 1) + 1;\n}\ndeeper(0)");
  expect(text).toContain("RangeError: Maximum call stack size exceeded");
  expect(text.split("\n").length).toBeLessThan(40);
});

test("a promise that is rejected and not awaited fails its cell", async () => {
  expect(await fail('void Promise.reject(new Error("forgotten"));')).toMatchObject({ evalue: "forgotten" });
});

test("an error thrown by a timer ends the cell that still runs", async () => {
  const code = 'setTimeout(() => { throw new Error("in a timer"); }, 10);\nawait new Promise(() => {});';
  expect(await fail(code)).toMatchObject({ evalue: "in a timer" });
});

test("what the cell printed before the error is kept", async () => {
  const { outputs } = await fail('console.log("before");\nthrow new Error("after");');
  expect(outputs).toMatchObject([{ text: "before\n" }, { evalue: "after" }]);
});

test("what is still being drawn when the cell fails is there at its end", async () => {
  const { outputs } = await fail(`import { display } from "./lib/display/display";
display({
  async [Symbol.for("Jupyter.display")]() {
    await new Promise((done) => setTimeout(done, 300));
    return { "text/plain": "a chart" };
  },
});
throw new Error("failed");`);
  expect(outputs).toMatchObject([{ data: { "text/plain": "a chart" } }, { evalue: "failed" }]);
});

test("a stack that code prints itself points to the cell, without the kernel's calls", async () => {
  const { outputs, reply } = await kernel.execute('console.log(new Error("printed").stack);');
  const cell = `Cell [${reply.execution_count}]`;
  expect(outputs).toEqual([{ output_type: "stream", name: "stdout", text: `Error: printed\n    at ${cell}:1:13\n` }]);
});

test("after a cell that failed the next ones run", async () => {
  await fail("throw new Error('once')");
  expect((await kernel.execute("1 + 1")).status).toBe("ok");
});

test("what fails when it is looked at ends its cell with an error, and the next cell runs", async () => {
  const poison = `class Poison extends Error {
  override get message(): string { throw this; }
}
throw new Poison();`;
  const { ename, evalue } = await fail(poison);
  expect([ename, evalue]).toEqual(["Uncaught", "What was thrown fails itself when it is looked at."]);
  expect((await kernel.execute("1 + 1")).outputs).toMatchObject([{ data: { "text/plain": "2" } }]);
});
