import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { notebookNames, readCells } from "./cells";

const run = `test-${process.pid}`; // the training's, which is removed again
afterAll(() => rmSync(`var/runs/${run}`, { recursive: true, force: true }));

test("the notebooks run top to bottom on the synthetic faces and leave reports", () => {
  const short = ["epochs=1", "repetitions=1", "secondsEach=1", "stepsOfHeads=50", "faceSize=112"]; // hundreds of seconds less
  const parameters = [`run=${run}`, ...short].flatMap((setting) => ["-p", setting]);
  const { status, stderr } = spawnSync("npm", ["run", "--silent", "notebooks", "--", ...parameters], {
    encoding: "utf8",
  });
  expect(stderr).not.toMatch(/failed/);
  expect(status).toBe(0);
  for (const name of notebookNames) expect(readFileSync(`var/reports/${name}.html`, "utf8")).toContain("<html");
}, 1_200_000);

test.each(notebookNames)("%s is committed as it ran: with outputs, of synthetic faces, in less than 1 MB", (name) => {
  expect(statSync(`notebooks/${name}.ipynb`).size).toBeLessThan(1_000_000);
  const cells = readCells(name);
  const code = cells.filter((cell) => cell.cell_type === "code");
  expect(code.filter((cell) => cell.outputs.length > 0).length).toBeGreaterThan(code.length / 2);
  expect(code.flatMap((cell) => cell.outputs).filter((output) => output.output_type === "error")).toEqual([]);
  const [parameters] = cells.filter((cell) => cell.metadata.tags?.includes("parameters"));
  expect(parameters?.source).toContain('const dataset = "data/synthetic";');
});
