import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const files = execFileSync("git", ["ls-files", "lib"], { encoding: "utf8" }).split("\n").filter(existsSync);

/** The files of `lib` that each of them imports, types included. */
const imports = new Map(
  files.map((file) => {
    const specifiers = readFileSync(file, "utf8").matchAll(/(?:from|import\(?)\s*"(\.[^"]+)"/g);
    const named = Array.from(specifiers, ([, specifier = ""]) => path.join(path.dirname(file), specifier));
    return [file, named.flatMap((name) => [name, `${name}.ts`].find((candidate) => files.includes(candidate)) ?? [])];
  }),
);

test("a room imports from those above it in README's list only", () => {
  const rooms = Array.from(
    readFileSync("README.md", "utf8").matchAll(/^\| `(lib\/[\w-]+\/)` \|/gm),
    ([, room]) => room,
  );
  const roomOf = (file: string) => rooms.findIndex((room) => room !== undefined && file.startsWith(room));
  expect(rooms.length).toBeGreaterThan(8);
  const upwards = [...imports].flatMap(([file, others]) =>
    others.filter((other) => roomOf(file) !== -1 && roomOf(other) > roomOf(file)).map((other) => `${file} -> ${other}`),
  );
  expect(upwards).toEqual([]);
});

test("no files import each other, directly or through others", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" -> "));
    if (way.includes(file) || done.has(file)) return;
    for (const other of imports.get(file) ?? []) visit(other, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});
