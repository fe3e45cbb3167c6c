import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { planRuns } from "../../../lib/notebook/reports/notebook-run";
import { runNotebooks } from "../../../lib/notebook/reports/run-notebooks";
import { saveOutputs } from "../../../lib/notebook/reports/save-outputs";
import { isRunning } from "../../is-running";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "notebooks-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

interface TestCell {
  code: string;
  markdown?: boolean;
  tags?: string[];
  outputs?: unknown[];
}

function writeNotebook(name: string, cells: TestCell[]): string {
  const file = path.join(folder, `${name}.ipynb`);
  const notebook = {
    cells: cells.map(({ code, markdown = false, tags, outputs = [] }, index) => ({
      cell_type: markdown ? "markdown" : "code",
      id: `cell-${index}`,
      metadata: tags ? { tags } : {},
      source: code,
      ...(!markdown && { execution_count: null, outputs }),
    })),
    metadata: { kernelspec: { display_name: "TypeScript (tslab)", language: "typescript", name: "tslab" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(file, JSON.stringify(notebook));
  return file;
}

const parameters = {
  tags: ["parameters"],
  code: [
    'const dataset = "data/synthetic"; // a folder; "quoted"',
    "let epochs = 8",
    "const learningRate: number = 1e-4;",
    "const live = true;",
    "const optimizer: 'adam' | 'sgd' = 'adam';",
    "const derived = epochs * 2;",
    "const url = 'http://example.org';",
  ].join("\n"),
};

test("settings become values of the types that the notebook declares", () => {
  writeNotebook("01-train", [{ code: "1" }, parameters]);
  const settings = ["dataset=../shared/a=b", "epochs=3", "learningRate=1e-3", "live=false", "optimizer=sgd", "url="];
  const [run] = planRuns(folder, [], settings);
  expect(run?.values).toEqual({
    dataset: "../shared/a=b",
    epochs: 3,
    learningRate: 0.001,
    live: false,
    optimizer: "sgd",
    url: "",
  });
  expect(run?.types).toMatchObject({
    dataset: "string",
    epochs: "number",
    live: "boolean",
    optimizer: "'adam' | 'sgd'",
  });
});

test("a setting goes to every notebook that has the parameter, and to no other", () => {
  writeNotebook("02-b", [{ tags: ["parameters"], code: "const seed = 1;" }]);
  writeNotebook("01-a", [{ tags: ["parameters"], code: "const seed = 1;\nconst size = 64;" }]);
  const runs = planRuns(folder, [], ["size=32", "seed=2"]);
  expect(runs.map(({ name, values }) => [name, values])).toEqual([
    ["01-a", { size: 32, seed: 2 }],
    ["02-b", { seed: 2 }],
  ]);
  expect(planRuns(folder, ["02-b.ipynb"], []).map(({ name }) => name)).toEqual(["02-b"]);
});

test("unknown notebooks and parameters are errors that name the ones there are", () => {
  writeNotebook("01-a", [{ tags: ["parameters"], code: "const seed = 1;\nconst size = 64;" }]);
  writeNotebook("02-b", [{ code: "1" }]);
  expect(() => planRuns(folder, ["03-c"], [])).toThrow(/no notebook 03-c .* 01-a, 02-b/);
  expect(() => planRuns(folder, [], ["sead=1"])).toThrow(/no parameter is called sead; there are seed, size/);
  expect(() => planRuns(folder, ["02-b"], ["seed=1"])).toThrow(/02-b: no parameter is called seed; there are none/);
  expect(() => planRuns(folder, [], ["seed"])).toThrow(/NAME=VALUE/);
});

test("values of another type are errors", () => {
  writeNotebook("01-train", [parameters]);
  expect(() => planRuns(folder, [], ["epochs=three"])).toThrow(
    'The parameter epochs is a number, like 8, not "three".',
  );
  expect(() => planRuns(folder, [], ["epochs="])).toThrow("epochs");
  expect(() => planRuns(folder, [], ["live=1"])).toThrow('true or false, not "1"');
  expect(() => planRuns(folder, [], ["derived=1"])).toThrow("no parameter is called derived");
});

test("a file that is not a notebook is named", () => {
  writeFileSync(path.join(folder, "01-a.ipynb"), "{");
  expect(() => planRuns(folder, [], [])).toThrow(/01-a\.ipynb cannot be read as a notebook/);
  writeFileSync(path.join(folder, "01-a.ipynb"), "{}");
  expect(() => planRuns(folder, [], [])).toThrow(/01-a\.ipynb is not a notebook/);
});

test("outputs are saved without what papermill added", async () => {
  const file = writeNotebook("01-a", [{ code: "1", tags: ["parameters"] }]);
  const before = JSON.parse(readFileSync(file, "utf8"));
  const executed = structuredClone(before);
  const outputs = [{ name: "stdout", output_type: "stream", text: ["1\n"] }];
  Object.assign(executed.cells[0], { execution_count: 1, outputs });
  executed.cells[0].metadata.papermill = { duration: 1 };
  Object.assign(executed.metadata, { papermill: { duration: 1 }, language_info: { name: "typescript" } });
  const copy = path.join(folder, "copy.ipynb");
  writeFileSync(copy, JSON.stringify(executed));

  await saveOutputs(copy, file);
  const text = readFileSync(file, "utf8");
  const after = JSON.parse(text);
  Object.assign(before.cells[0], { execution_count: 1, outputs });
  before.metadata.language_info = { name: "typescript" };
  expect(after).toEqual(before);
  expect(text).toBe(`${JSON.stringify(before, null, 1)}\n`); // the order of keys and the indentation that JupyterLab writes
});

test("a notebook is not saved with more than 1 MB", async () => {
  const file = writeNotebook("01-a", [{ code: "1" }]);
  const before = readFileSync(file, "utf8");
  const large = [{ name: "stdout", output_type: "stream", text: "x".repeat(1_000_000) }];
  const copy = writeNotebook("copy", [{ code: "1", outputs: large }]);
  await expect(saveOutputs(copy, file)).rejects.toThrow(/01-a\.ipynb would have 1\.0 MB/);
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("notebooks run in order with the values given, up to the first that fails", { timeout: 240_000 }, async () => {
  const reportFolder = path.join(folder, "reports");
  writeNotebook("01-a", [
    { tags: ["parameters"], code: 'const text: string = "default";\nconst count = 1;' },
    { code: "console.log(text.length, count + 1);" },
    { code: "The loss is $\\log 101$:\n\n$$-\\sum_i p_i \\log q_i$$", markdown: true },
    { code: "See [b](02-b.ipynb#One,-two). Why? <details><summary>Because</summary>`x`</details>", markdown: true },
  ]);
  writeNotebook("02-b", [{ code: "console.log(1);" }, { code: 'throw new RangeError("out of " + "range");' }]);
  writeNotebook("03-c", [{ code: "3" }]);
  const settings = ['text="\\ü\n', "count=41"];
  const failure = runNotebooks({ names: [], settings, save: false, folder, reportFolder });
  await expect(failure).rejects.toThrow(/02-b failed in cell \[2\]:[\s\S]*RangeError: out of range/);

  const output = (name: string) => readFileSync(path.join(reportFolder, name), "utf8");
  expect(output("01-a.ipynb")).toContain("4 42");
  expect(output("01-a.html")).toContain("4 42");
  expect(output("02-b.ipynb")).toContain("out of range");
  expect(() => output("03-c.ipynb")).toThrow();
  const index = output("index.html");
  expect(index).toMatch(/<a href="01-a\.html">01-a<\/a><td>done in .*count = 41/);
  expect(index).toMatch(/<a href="02-b\.html">02-b<\/a><td>failed after/);
  expect(output("01-a.html").match(/<math /g)).toHaveLength(2);
  expect(output("01-a.html")).toContain('<a href="02-b.html#One,-two">');
  expect(output("01-a.html")).toContain("<details><summary>Because</summary><code>x</code></details>");
  expect(output("01-a.html")).not.toMatch(/<(script|link|img)[^>]+(src|href)="https?:|mathjax/i);
});

test("widgets are shown as they are at the end, and nothing waits for a page", { timeout: 240_000 }, async () => {
  const file = writeNotebook("01-widgets", [
    {
      code: `import { display } from "./lib/display/display";
import { button, integerSlider, interact, progress } from "./lib/notebook/widgets";
const rate = integerSlider({ label: "rate", value: 3, min: 0, max: 9 });
interact({ rate }, async ({ rate }) => { await new Promise((later) => setTimeout(later, 50)); return "twice is " + 2 * rate; })`,
    },
    {
      code: `for await (const value of rate) console.log(value);
console.log(await button({ label: "Next" }).pressed());`,
    },
    {
      code: `const bar = progress({ label: "epoch", max: 4 });
display(bar);
while (bar.value < 4) bar.value += 1;
const replaced = display(rate);
replaced.update("something else");`,
    },
  ]);
  const reportFolder = path.join(folder, "reports");
  await runNotebooks({ names: [], settings: [], save: true, folder, reportFolder });
  const saved = JSON.parse(readFileSync(file, "utf8"));
  const [interaction, waiting, bar] = saved.cells.map(({ outputs }: { outputs: unknown[] }) => outputs);
  expect(interaction).toEqual([
    expect.objectContaining({
      output_type: "execute_result",
      data: { "text/plain": expect.anything(), "text/html": expect.anything() },
    }),
  ]);
  expect(JSON.stringify(interaction)).toContain("twice is 6");
  expect(waiting).toMatchObject([{ output_type: "stream", text: ["false\n"] }]);
  expect(bar).toMatchObject([
    { data: { "text/plain": ["epoch: 4 of 4"] } },
    { data: { "text/plain": ["'something else'"] } },
  ]);
  expect(saved.metadata).not.toHaveProperty("widgets");
  const report = readFileSync(path.join(reportFolder, "01-widgets.html"), "utf8");
  expect(report).toContain("epoch: 4 of 4");
  expect(report).toContain("twice is 6");
  expect(report).not.toMatch(/widget-view|unpkg/);
});

test("a notebook of many cells and outputs has each of them", { timeout: 240_000 }, async () => {
  const reportFolder = path.join(folder, "reports");
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => String(i));
  const turn = "await new Promise((turn) => setImmediate(turn));";
  writeNotebook("01-a", [
    ...numbers(160).map((i) => ({ code: i })),
    { code: 'import { display } from "./lib/display/display";\nfor (let i = 0; i < 4000; i++) display(i);' },
    {
      code: `const shown = display(-1);\nfor (let i = 0; i < 1000; i++) { shown.update(i); shown.update(-i); ${turn} }`,
    },
    { code: "for (let i = 0; i < 300_000; i++) console.log(i);" },
  ]);
  await runNotebooks({ names: [], settings: [], save: false, folder, reportFolder });

  const notebook = JSON.parse(readFileSync(path.join(reportFolder, "01-a.ipynb"), "utf8"));
  type Text = string | string[]; // as lines
  const texts = notebook.cells.map((cell: { outputs: { data?: { [type: string]: Text }; text?: Text }[] }) =>
    cell.outputs.map(({ data, text }) => [data?.["text/plain"] ?? text].flat().join("")),
  );
  expect(texts.slice(0, 160).flat()).toEqual(numbers(160));
  expect(texts[160]).toEqual(numbers(4000));
  expect(texts[161]).toEqual(["-999"]);
  expect(
    texts[162].join("") ===
      numbers(300_000)
        .map((i) => `${i}\n`)
        .join(""),
  ).toBe(true);
});

test("a program that is killed leaves no notebook behind that goes on", { timeout: 120_000 }, async () => {
  const note = path.join(folder, "python.pid");
  writeNotebook("01-a", [
    {
      code: `import { writeFileSync } from "node:fs";
writeFileSync(${JSON.stringify(note)}, String(process.ppid));
await new Promise((resolve) => setTimeout(resolve, 1e9));`,
    },
  ]);
  const options = { names: [], settings: [], save: false, folder, reportFolder: path.join(folder, "reports") };
  const program = `require("./lib/notebook/reports/run-notebooks").runNotebooks(${JSON.stringify(options)})`;
  const running = spawn(process.execPath, ["--import", "tsx", "--eval", program], { stdio: "ignore" });
  await expect.poll(() => existsSync(note), { timeout: 50_000 }).toBe(true);
  const python = Number(readFileSync(note, "utf8"));
  running.kill("SIGKILL");
  await expect.poll(() => isRunning(python), { timeout: 50_000 }).toBe(false);
});
