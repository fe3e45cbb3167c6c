import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { unpackTar } from "../../lib/files/unpack-tar";
import { scratchFolder } from "../scratch-folder";
import { type TarItem, tarBytes } from "./tar-bytes";

const home = scratchFolder();
const archive = path.join(home, "faces.tar");
const folder = path.join(home, "outer", "faces");
beforeEach(() => {
  mkdirSync(path.dirname(folder));
});
afterEach(() => {
  rmSync(path.dirname(folder), { recursive: true });
});

async function unpack(items: readonly TarItem[]) {
  writeFileSync(archive, await tarBytes(items));
  await unpackTar(archive, folder);
}

/** That the archive is refused, with a reason, and that nothing was written anywhere. */
async function expectRefused(attempt: Promise<void>, reason: string) {
  await expect(attempt).rejects.toThrow(reason);
  expect(readdirSync(path.dirname(folder))).toEqual([]);
  expect(readdirSync(home).sort()).toEqual(["faces.tar", "outer"]);
}

test("files of any size and folders are unpacked, with ordinary permissions", async () => {
  const large = randomBytes(3_000_000);
  const long = `faces/${"deep/".repeat(40)}face.jpg`;
  await unpack([
    { name: "./faces/", type: "directory" },
    { name: "faces/faces.mat", content: large },
    { name: "faces/00/1.jpg", content: "one", mode: 0o4777 },
    { name: "faces/00/empty.jpg" },
    { name: "faces/01", type: "directory", mode: 0 },
    { name: long, content: "long" },
    { name: "faces/00/Ünïcode 顔.jpg", content: "name" },
  ]);
  expect(readFileSync(path.join(folder, "faces/faces.mat")).equals(large)).toBe(true);
  expect(readFileSync(path.join(folder, "faces/00/1.jpg"), "utf8")).toBe("one");
  expect(statSync(path.join(folder, "faces/00/1.jpg")).mode & 0o7111).toBe(0);
  expect(readdirSync(path.join(folder, "faces/00")).sort()).toEqual(["1.jpg", "empty.jpg", "Ünïcode 顔.jpg"]);
  expect(readdirSync(path.join(folder, "faces/01"))).toEqual([]);
  expect(readFileSync(path.join(folder, long), "utf8")).toBe("long");
});

test("an archive of the system's tar is unpacked to the same files", async () => {
  const source = path.join(home, "outer", "source");
  for (const name of ["00", "01", "a".repeat(120)]) {
    mkdirSync(path.join(source, name), { recursive: true });
    for (let face = 0; face < 20; face++)
      writeFileSync(path.join(source, name, `${face}.jpg`), randomBytes(face * 200));
  }
  execFileSync("tar", ["-cf", archive, "-C", path.dirname(source), "source"]);
  const steps: [number, number][] = [];
  await unpackTar(archive, folder, { onProgress: (done, total) => steps.push([done, total]) });
  execFileSync("diff", ["-r", source, path.join(folder, "source")]); // throws where they differ
  expect(steps.at(-1)).toEqual([statSync(archive).size, statSync(archive).size]);
  expect(steps.filter(([done, total]) => done >= total)).toHaveLength(1);
});

test.each([
  ["a path that climbs out", { name: "faces/../../evil.jpg" }, "leads out of the archive's folder"],
  ["a path from the root", { name: "/evil.jpg" }, "leads out of the archive's folder"],
  ["a folder that climbs out", { name: "../evil/", type: "directory" }, "leads out of the archive's folder"],
  ["a symbolic link", { name: "faces/evil", type: "symlink", linkname: "/etc" }, "but a symlink"],
  ["a symbolic link inside", { name: "faces/evil", type: "symlink", linkname: "1.jpg" }, "but a symlink"],
  ["a hard link", { name: "faces/evil", type: "link", linkname: "../../evil" }, "but a link"],
  ["a character device", { name: "faces/evil", type: "character-device" }, "but a character-device"],
  ["a block device", { name: "faces/evil", type: "block-device" }, "but a block-device"],
  ["a pipe", { name: "faces/evil", type: "fifo" }, "but a fifo"],
  ["a name that is a folder's", { name: "faces" }, "cannot be written (EISDIR"],
  ["a folder under a file", { name: "faces/1.jpg/evil" }, "cannot be written (E"],
  ["a name that is too long", { name: `faces/${"x".repeat(300)}` }, "cannot be written (ENAMETOOLONG"],
] as [string, TarItem, string][])(
  "an archive with %s is refused whole, and the entry named",
  async (_, item, reason) => {
    const attempt = unpack([{ name: "faces/1.jpg", content: "1" }, item, { name: "faces/2.jpg", content: "2" }]);
    await expectRefused(attempt, `${archive} cannot be unpacked: its entry ${JSON.stringify(item.name)} `);
    await expectRefused(unpackTar(archive, folder), reason);
  },
);

test("a link that is there already is not written through", async () => {
  const elsewhere = path.join(home, "outer", "elsewhere");
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, folder);
  await expect(unpack([{ name: "faces/1.jpg", content: "1" }])).rejects.toThrow("EEXIST");
  expect(readdirSync(elsewhere)).toEqual([]);
  rmSync(folder);
});

test("an archive that is cut short anywhere is refused, even between two entries", async () => {
  const whole = await tarBytes([
    { name: "faces/1.jpg", content: randomBytes(2000) },
    { name: "faces/2.jpg", content: randomBytes(2000) },
  ]);
  expect(whole.length).toBe(2 * (512 + 2048) + 1024);
  for (const length of [0, 100, 512, 700, 2560, 3000, 5120, 5632]) {
    writeFileSync(archive, whole.subarray(0, length));
    await expectRefused(unpackTar(archive, folder), "end mark is missing");
  }
  writeFileSync(archive, Buffer.concat([whole.subarray(0, 3000), Buffer.alloc(1024)]));
  await expectRefused(unpackTar(archive, folder), "Unexpected end of data");
});

test("what is not a tar archive is refused", async () => {
  writeFileSync(archive, Buffer.concat([randomBytes(5000), Buffer.alloc(1024)]));
  await expectRefused(unpackTar(archive, folder), `${archive} cannot be unpacked: Invalid tar header`);
});

test("stopped, it leaves nothing", async () => {
  const stop = new AbortController();
  const items = Array.from({ length: 50 }, (_, face) => ({ name: `faces/${face}.jpg`, content: randomBytes(100) }));
  writeFileSync(archive, await tarBytes(items));
  let written = false;
  const onProgress = () => {
    written ||= existsSync(path.join(folder, "faces/0.jpg"));
    stop.abort();
  };
  const attempt = unpackTar(archive, folder, { signal: stop.signal, onProgress });
  await expect(attempt).rejects.toMatchObject({ name: "AbortError" });
  expect(written).toBe(true);
  expect(existsSync(folder)).toBe(false);
});
