import { link, mkdir, readdir, readFile, rename, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { beforeEach, expect, test } from "vitest";
import type { Photo } from "../../../lib/images/photo/photo";
import { openAnnotatedFolder, writeAnnotated } from "../../../lib/programs/predict/annotated-files";
import { scratchFolder } from "../../scratch-folder";

const scratch = scratchFolder();
const photo: Photo = { pixels: new Uint8Array(8 * 6 * 3), channels: 3, width: 8, height: 6, scale: 1 };
let folder: string;
beforeEach(({ task }) => {
  folder = path.join(scratch, task.id, "annotated");
});

const pictureOf = (file: string) => ({ file, filename: file });

test("each copy has its photo's name, and the second one of a name a number", async () => {
  const pictures = ["/a/two.png", "/b/two.jpg", "/c/two-2.jpg", "/d/two.jpg"].map(pictureOf);
  await openAnnotatedFolder(folder, pictures);
  for (const picture of pictures) await writeAnnotated(folder, picture, photo, []);
  expect((await readdir(folder)).sort()).toEqual(["two-2-2.jpg", "two-2.jpg", "two-3.jpg", "two.jpg"]);
  expect(await sharp(path.join(folder, "two-3.jpg")).metadata()).toMatchObject({ format: "jpeg", width: 8, height: 6 });
});

test("what has come into the folder since it was looked at is not replaced", async () => {
  const picture = pictureOf("/a/photo.jpg");
  await openAnnotatedFolder(folder, [picture]);
  await writeFile(path.join(folder, "photo.jpg"), "another's");
  await writeFile(path.join(folder, "photo-2.jpg.tmp"), "another's");
  await writeAnnotated(folder, picture, photo, []);
  expect(await readFile(path.join(folder, "photo.jpg"), "utf8")).toBe("another's");
  expect((await readdir(folder)).sort()).toEqual(["photo-2.jpg", "photo-2.jpg.tmp", "photo.jpg"]);
  expect(await readFile(path.join(folder, "photo-2.jpg.tmp"), "utf8")).toBe("another's");
});

test("a folder that cannot be made is named", async () => {
  await mkdir(path.dirname(folder));
  await writeFile(folder, "");
  await expect(openAnnotatedFolder(folder, [])).rejects.toThrow(folder);
});

const there: [string, (photos: string) => Promise<void>][] = [
  ["the photos themselves, by a link to their folder", (photos) => symlink(photos, folder)],
  ["a link to a photo", (photos) => mkdir(folder).then(() => symlink(`${photos}/1.jpg`, `${folder}/1.jpg`))],
  ["a photo under a second name", (photos) => mkdir(folder).then(() => link(`${photos}/1.jpg`, `${folder}/1.jpg`))],
  [
    "what a photo is a link to",
    async (photos) => {
      await mkdir(folder);
      await rename(`${photos}/1.jpg`, `${folder}/1.jpg`);
      await symlink(`${folder}/1.jpg`, `${photos}/1.jpg`);
    },
  ],
  ["a link to nowhere", () => mkdir(folder).then(() => symlink("missing", `${folder}/1.jpg`))],
  ["a copy of an earlier run", () => mkdir(folder).then(() => writeFile(`${folder}/1.jpg`, "a copy"))],
];

test.each(there)("a folder in which one of the names is taken is refused: by %s", async (_, prepare) => {
  const photos = path.join(path.dirname(folder), "photos");
  await mkdir(photos, { recursive: true });
  await writeFile(`${photos}/1.jpg`, "a photo");
  await prepare(photos);
  await expect(openAnnotatedFolder(folder, [pictureOf(`${photos}/1.jpg`)])).rejects.toThrow(
    `${folder}/1.jpg is there already, and no file is replaced: give an empty folder to --annotate.`,
  );
});
