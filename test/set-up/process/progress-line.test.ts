import { expect, test } from "vitest";
import { progressLine } from "../../../lib/set-up/process/progress-line.mjs";

function written(isTTY: boolean, columns: number, show: (line: ReturnType<typeof progressLine>) => void): string {
  let text = "";
  const write = (part: string | Uint8Array) => {
    text += part;
    return true;
  };
  show(progressLine("TensorFlow", { isTTY, columns, write }));
  return text;
}

test("outside a terminal there is a line at each quarter", () => {
  const text = written(false, 0, (line) => {
    line.update("asking the registry");
    for (let done = 0; done <= 274e6; done += 1e6) line.update("downloading", { done, total: 274e6, unit: "bytes" });
    line.end();
  });
  const lines = text.trimEnd().split("\n");
  expect(lines.slice(0, -1)).toEqual([
    "TensorFlow: asking the registry",
    "TensorFlow: downloading, 0 of 274 MB",
    "TensorFlow: downloading, 69 of 274 MB",
    "TensorFlow: downloading, 137 of 274 MB",
    "TensorFlow: downloading, 206 of 274 MB",
    "TensorFlow: downloading, 274 of 274 MB",
  ]);
  expect(lines.at(-1)).toMatch(/^TensorFlow: done in \d+\.\d s$/);
});

test("in a terminal one line with a bar is written over, and never wraps", () => {
  const text = written(true, 50, (line) => {
    line.update("downloading", { done: 75, total: 299, unit: "packages" });
    line.end();
  });
  const [, bar = "", end = ""] = text.split("\r");
  expect(bar).toBe("TensorFlow: downloading █████░░░░░░░░░░░░░░░ 75 o\x1b[K");
  expect(end).toMatch(/^TensorFlow: done in \d+\.\d s.*\n$/);
});
