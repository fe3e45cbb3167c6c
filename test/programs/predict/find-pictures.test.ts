import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPictures } from "../../../lib/programs/predict/find-pictures";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "find-pictures-"));
  await mkdir(path.join(folder, "b", "deep"), { recursive: true });
  await mkdir(path.join(folder, ".hidden"));
  const names = ["c.JPG", "a.jpeg", "notes.txt", ".d.jpg", "b/deep/e.webp", "b/f.Png", ".hidden/g.jpg", "b/h.avif"];
  for (const name of names) await writeFile(path.join(folder, name), "");
  await symlink(folder, path.join(folder, "b", "loop"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a folder is searched with its subfolders, in order, for what is named like a picture", async () => {
  const found = await findPictures([folder]);
  const expected = ["a.jpeg", "b/deep/e.webp", "b/f.Png", "b/h.avif", "c.JPG"].map((name) => path.join(folder, name));
  expect(found.map(({ filename }) => filename)).toEqual(expected);
  expect(found.map(({ file }) => file)).toEqual(expected);
});

test("files are taken as given, whatever they are named and whether they are there or not", async () => {
  const given = [path.join(folder, "notes.txt"), "./no/such.jpg"];
  const found = await findPictures(given);
  expect(found.map(({ filename }) => filename)).toEqual(given);
  expect(found[1]?.file).toBe(path.resolve("no/such.jpg"));
});

test("a folder's path is kept as given, with a slash at its end or not", async () => {
  const relative = path.relative(process.env.INIT_CWD ?? process.cwd(), folder);
  for (const given of [`${relative}/b`, `${relative}/b/`]) {
    const [first] = await findPictures([given]);
    expect(first).toEqual({ filename: `${relative}/b/deep/e.webp`, file: path.join(folder, "b/deep/e.webp") });
  }
});
