import path from "node:path";
import { expect, test } from "vitest";
import { readRejections, rejectionTable, writeRejections } from "../../../lib/images/store/rejections";
import { scratchFolder } from "../../scratch-folder";

const file = path.join(scratchFolder(), "rejected.csv");

test.each([
  ["none", []],
  ["odd file names", ['comma, "quote"\nand line', "12", "1999-01-01", "李娜.jpg"]],
])("read back: %s", async (_, filenames) => {
  const rejections = filenames.map((filename) => ({ filename, split: "train", reason: "empty" }));
  await writeRejections(file, rejectionTable(rejections));
  const read = await readRejections(file);
  expect(read.columnNames()).toEqual(["filename", "split", "reason"]);
  expect(read.objects()).toEqual(rejections);
});
