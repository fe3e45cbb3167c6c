import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Journal, readJournalSource } from "../../../lib/images/store/journal";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

test.each([
  ["whole", ""],
  ["with a line that was not written to its end", '{"split":"train","done":90,"rej'],
  ["with a line of which a failing disk left zeros", "\0\0\0\0\n"],
])("a journal, %s, is gone on with", async (name, tail) => {
  const file = path.join(folder, name);
  const first = await Journal.open(file, { of: "pictures" });
  expect(first.progressOf("train")).toEqual({ done: 0, rejected: [] });
  await first.note("train", 10, [[3, "empty"]]);
  await first.note("train", 20, []);
  await first.note("train", 30, [[20, "missing"]]);
  await first.close();
  appendFileSync(file, tail);
  for (let run = 0; run < 2; run++) {
    const again = await Journal.open(file, { of: "other pictures" });
    expect(again.progressOf("train")).toEqual({
      done: 30,
      rejected: [
        [3, "empty"],
        [20, "missing"],
      ],
    });
    await again.note("val", 5 + run, []);
    await again.close();
  }
  expect(await readJournalSource(file)).toEqual({ of: "pictures" });
  expect(readFileSync(file, "utf8").split("\n").length).toBe(7);
});

test("one whose first line was not written begins anew", async () => {
  const file = path.join(folder, "begun");
  writeFileSync(file, '{"of":"pict');
  await (await Journal.open(file, { of: "pictures" })).close();
  expect(readFileSync(file, "utf8")).toBe('{"of":"pictures"}\n');
  expect(await readJournalSource(path.join(folder, "none"))).toBeUndefined();
});
