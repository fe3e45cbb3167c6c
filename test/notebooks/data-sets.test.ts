import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runNotebooks } from "../../lib/notebook/reports/run-notebooks";

const utkface = `UTKFace-${process.pid}`;
const own = `own-${process.pid}`;
const genders = [0, 1];
const ages = [5, 15, 25, 35, 45, 55];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "data-sets-"));
  await mkdir(path.join(folder, utkface, "part1"), { recursive: true });
  await mkdir(path.join(folder, own, "pictures"), { recursive: true });
  const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: "tan" } })
    .jpeg()
    .toBuffer();
  const faces = ages.flatMap((age) => genders.map((gender) => ({ age, gender, filename: `${age}-${gender}.jpg` })));
  for (const { age, gender, filename } of [...faces, { age: 116, gender: 0, filename: "old.jpg" }]) {
    await writeFile(path.join(folder, utkface, "part1", `${age}_${gender}_0_2017.jpg.chip.jpg`), picture);
    await writeFile(path.join(folder, own, "pictures", filename), picture);
  }
  const rows = faces.map(({ filename, age, gender }) => `${filename},${age},${gender}`);
  await writeFile(path.join(folder, own, "labels.csv"), ["filename,age,gender", ...rows, ""].join("\n"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  for (const name of [utkface, own]) await rm(`var/images/${name}-16px`, { recursive: true, force: true });
});

test.each([
  [utkface, "1 of 13 dropped"],
  [own, "0 of 12 dropped"],
])(
  "notebook 1 runs top to bottom on %s",
  async (name, ageRule) => {
    const settings = [`dataset=${path.join(folder, name)}`, "imageSize=16"];
    const reportFolder = path.join(folder, "reports");
    await runNotebooks({ names: ["01-load-and-clean"], settings, save: false, folder: "notebooks", reportFolder });
    expect(await readFile(path.join(reportFolder, "01-load-and-clean.html"), "utf8")).toContain(ageRule);
    expect(existsSync(`var/images/${name}-16px/train.npy`)).toBe(true);
  },
  300_000,
);
