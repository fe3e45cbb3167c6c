import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

test("a program of set-up goes on when nobody reads any more how far it is", async () => {
  const file = path.join(folder, "end");
  const moduleOf = (name: string) => JSON.stringify(path.resolve(`lib/set-up/process/${name}.mjs`));
  const program = `
    import { writeFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    const { runProgram } = await import(${moduleOf("program")});
    const { progressLine } = await import(${moduleOf("progress-line")});
    await runProgram(async () => {
      const line = progressLine("Packages");
      for (const phase of ["downloading", "unpacking"]) {
        line.update(phase);
        process.stderr.write(phase);
        await sleep(10);
      }
      line.end();
      writeFileSync(${JSON.stringify(file)}, "the end");
    });`;
  const pipeline = '"$0" --input-type=module --eval "$1" 2>&1 | true';
  await promisify(execFile)("bash", ["-o", "pipefail", "-c", pipeline, process.execPath, program]);
  expect(readFileSync(file, "utf8")).toBe("the end");
});
