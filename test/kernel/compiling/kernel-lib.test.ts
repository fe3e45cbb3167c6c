import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startKernel, type TestKernel } from "../jupyter-client";

let kernel: TestKernel;
let folder: string;
beforeAll(async () => {
  mkdirSync("var", { recursive: true });
  folder = mkdtempSync(join("var", "kernel-lib-"));
  kernel = await startKernel();
});
afterAll(async () => {
  await kernel.shutdown();
  rmSync(folder, { recursive: true });
});

const write = (file: string, text: string) => writeFileSync(join(folder, `${file}.ts`), text);

/** The text of a cell's result, or of its error. */
async function run(code: string): Promise<unknown> {
  const { outputs } = await kernel.execute(code);
  const output = outputs.at(-1);
  if (output?.output_type === "error") return output.evalue;
  return output && "data" in output ? output.data["text/plain"] : undefined;
}

describe("a file that is imported", () => {
  test("is taken up anew when it has changed and its import is run again", async () => {
    write("answer", "export const answer = 1;");
    const cell = `import { answer } from "./${folder}/answer";\nanswer`;
    expect(await run(cell)).toBe("1");
    write("answer", "export const answer = 42;");
    expect(await run(cell)).toBe("42");
    expect(await run("answer")).toBe("42");
  });

  test("is taken up anew when a file that it imports through another has changed", async () => {
    write("deep", "export const deep: number = 1;");
    write("middle", 'import { deep } from "./deep";\nexport const middle = () => deep + 10;');
    write("top", 'import { middle } from "./middle";\nexport const top = () => middle() + 100;');
    const cell = `import { top } from "./${folder}/top";\ntop()`;
    expect(await run(cell)).toBe("111");
    write("deep", "export const deep: number = 5;");
    expect(await run(cell)).toBe("115");
  });

  test("keeps its state while nothing has changed", async () => {
    write("counter", "let count = 0;\nexport const next = () => ++count;");
    const cell = `import { next } from "./${folder}/counter";\nnext()`;
    expect(await run(cell)).toBe("1");
    expect(await run(cell)).toBe("2");
  });

  test("fails the cell while it does not type-check, and works again when mended", async () => {
    write("mended", "export const mended: number = 1;");
    const cell = `import { mended } from "./${folder}/mended";\nmended`;
    expect(await run(cell)).toBe("1");
    write("mended", 'export const mended: number = "x";');
    expect(await run(cell)).toContain(`${join(folder, "mended")}.ts:1:14: Type 'string'`);
    write("mended", "export const mended: number = 3;");
    expect(await run(cell)).toBe("3");
  });

  test("may be written after its import failed, or deleted", async () => {
    const cell = `import { late } from "./${folder}/late";\nlate`;
    expect(await run(cell)).toContain("Cannot find module");
    write("late", 'export { later as late } from "./later";');
    expect(await run(cell)).toContain("Cannot find module");
    write("later", "export const later = 7;");
    expect(await run(cell)).toBe("7");
    unlinkSync(join(folder, "late.ts"));
    expect(await run(cell)).toContain("late");
  });
});

describe("variables of earlier cells", () => {
  test("may be declared again", async () => {
    await run("const twice = 1;");
    await run('const twice = "again";');
    expect(await run("twice")).toBe("'again'");
  });

  test("may be properties in their short form", async () => {
    await run("const epochs = 3;");
    expect(await run("({ epochs })")).toBe("{ epochs: 3 }");
    expect(await run("[1].map((epochs) => ({ epochs }))")).toBe("[ { epochs: 1 } ]");
  });
});

describe("completion and inspection", () => {
  beforeAll(async () => {
    write(
      "described",
      `/** How a model is trained. */
export interface Options {
  /** How often all faces are seen. */
  epochs: number;
}
/**
 * Trains a model.
 *
 * @param name - what the run is called
 * @returns its final loss
 * @example
 * fit("first", { epochs: 3 });
 */
export function fit(name: string, options: Options): number {
  return name.length / options.epochs;
}`,
    );
    await kernel.execute(
      `import * as training from "./${folder}/described";\nimport { fit } from "./${folder}/described";`,
    );
    await kernel.execute('import { tf } from "./lib/engine/tensorflow";');
  });

  test("complete the members of what is imported, and names of earlier cells", async () => {
    expect(await kernel.complete("training.|")).toContain("fit");
    expect(await kernel.complete("tf.onesL|")).toContain("onesLike");
    expect(await kernel.complete("const loss = fi|")).toContain("fit");
    expect(await kernel.complete('fit("a", { ep| })')).toContain("epochs");
  });

  test("tell of each name what it is, and how a function is called", async () => {
    const described = async (code: string) => {
      const { reply } = await kernel.request("complete_request", { code, cursor_pos: code.length });
      const metadata = Object(reply.metadata);
      expect(metadata._jupyter_types_experimental.map(({ text }: { text: string }) => text)).toEqual(reply.matches);
      return metadata._jupyter_types_experimental;
    };
    await kernel.execute('let name = "Ada";\nfunction double(x: number): number {\n  return 2 * x;\n}\nclass Face {}');
    const place = { start: 5, end: 7 };
    expect(await described("name.sp")).toContainEqual({
      ...place,
      text: "split",
      type: "method",
      signature: "(separator: string | RegExp, limit?: number): string[] (+1)",
    });
    expect(await described("name.le")).toContainEqual({ ...place, text: "length", type: "property" });
    expect(await described("doub")).toContainEqual(
      expect.objectContaining({ text: "double", type: "function", signature: "(x: number): number" }),
    );
    expect(await described("fi")).toContainEqual(expect.objectContaining({ text: "fit", type: "function" }));
    expect(await described("Fac")).toContainEqual({ start: 0, end: 3, text: "Face", type: "class" });
    expect(await described("nam")).toContainEqual({ start: 0, end: 3, text: "name", type: "variable" });
    expect(await described("awai")).toContainEqual({ start: 0, end: 4, text: "await", type: "keyword" });
  });

  test("count characters as Jupyter does, beyond the basic plane", async () => {
    const code = 'const face = "🙂🙂";\nfi';
    const { reply } = await kernel.request("complete_request", { code, cursor_pos: Array.from(code).length });
    expect(reply).toMatchObject({ matches: expect.arrayContaining(["fit"]), cursor_start: 19, cursor_end: 21 });
    expect(await kernel.inspect('const face = "🙂🙂"; fi|t')).toContain("Trains a model.");
  });

  test("show signature and docstring of the name at the cursor", async () => {
    for (const code of ["f|it", "fit|", "training.fi|t", "fit|()"]) {
      const text = await kernel.inspect(code);
      expect(text, code).toMatch(/^(function )?fit\(name: string, options: (training\.)?Options\): number/);
      expect(text, code).toContain("Trains a model.");
      expect(text, code).toContain("@param name");
    }
  });

  test("show the function whose arguments are being written, in the middle of them too", async () => {
    for (const code of ["fit(|)", "fit(|", 'fit("a", |)', 'fit("a", { epochs: 3| })', 'fit(\n  "a",\n  |\n)']) {
      expect(await kernel.inspect(code), code).toContain("Trains a model.");
    }
    expect(await kernel.inspect("tf.tensor([1, |])")).toContain("tensor");
  });

  test("show an option's docstring at its name", async () => {
    expect(await kernel.inspect('fit("a", { epo|chs: 3 })')).toContain("How often all faces are seen.");
  });

  test("give the docstring as Markdown, with its example as code", async () => {
    const { reply } = await kernel.request("inspect_request", { code: "fit", cursor_pos: 2, detail_level: 0 });
    expect(reply.data).toMatchObject({
      "text/markdown": expect.stringContaining('```typescript\nfit("first", { epochs: 3 });\n```'),
    });
  });

  test("find nothing where nothing is known", async () => {
    expect(await kernel.inspect("unheardOf|")).toBeUndefined();
    expect(await kernel.inspect("|")).toBeUndefined();
    expect(await kernel.complete("unheardOf.|")).toEqual([]);
  });

  test("answer while a cell runs", async () => {
    const running = kernel.execute("await new Promise((done) => setTimeout(done, 1000));");
    const ended = running.then(() => "cell");
    expect(await Promise.race([ended, kernel.inspect("fi|t").then(() => "inspection")])).toBe("inspection");
    await ended;
  });
});
