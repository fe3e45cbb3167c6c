import { writeFileSync } from "node:fs";
import path from "node:path";
import { constants, deflateRawSync, deflateSync } from "node:zlib";
import { randomLcg } from "d3-random";
import { describe, expect, test } from "vitest";
import { readMatStruct, textOf } from "../../lib/dataset/mat-file";
import {
  array,
  cells,
  compressed,
  doubles,
  element,
  fields,
  file,
  int32,
  nothing,
  struct,
  utf8,
  utf16,
} from "./mat-bytes";
import { scratchFolder } from "./scratch-folder";

const folder = scratchFolder();
const matFile = path.join(folder, "faces.mat");

function read(bytes: Uint8Array, required: string[], optional?: string[]) {
  writeFileSync(matFile, bytes);
  return readMatStruct(matFile, required, optional);
}

/** The message of the error, less the file's path, with which each must begin. */
function problemOf(bytes: Uint8Array, required = ["dob"]): string {
  try {
    read(bytes, required);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    const message = error instanceof Error ? error.message : "";
    expect(message.startsWith(`${matFile} `)).toBe(true);
    expect(message.endsWith(".")).toBe(true);
    return message.slice(matFile.length + 1);
  }
  throw new Error("It was read.");
}

describe.each([
  ["as saved with -v6", (variable: Buffer) => variable],
  ["as saved with -v7", (variable: Buffer) => compressed(variable)],
])("a struct %s", (_, save) => {
  test("gives its fields", () => {
    const { dob, gender } = read(file(save(struct("wiki", fields()))), ["dob", "gender"]);
    expect(dob).toEqual([723671, 703186]);
    expect(gender).toEqual([1, Number.NaN]);
  });

  test("keeps text in every script", () => {
    const names = ["Ada", "Zoë Ångström", "李娜", "Борис", "نجيب محفوظ", "𝔄𝔟𝔢", "ÿ", ""];
    const bytes = file(save(struct("x", { utf8: cells(...names.map(utf8)), utf16: cells(...names.map(utf16)) })));
    const texts = read(bytes, ["utf8", "utf16"]);
    for (const field of [texts.utf8, texts.utf16]) {
      expect(Array.isArray(field) && field.map(textOf)).toEqual(names);
    }
  });

  test("reads on after an empty cell without content", () => {
    const { name } = read(file(save(struct("x", { name: cells(nothing(), utf8("b"), nothing(), utf8("d")) }))), [
      "name",
    ]);
    expect(Array.isArray(name) && name.map(textOf)).toEqual(["", "b", "", "d"]);
  });
});

test("long text is whole", () => {
  const long = "Ж".repeat(300_000);
  const { name } = read(file(struct("x", { name: cells(utf16(long)) })), ["name"]);
  expect(Array.isArray(name) && textOf(name[0])).toBe(long);
});

test("content of up to four bytes sits in the tag", () => {
  const small = (type: number, content: string) => {
    const tag = Buffer.alloc(8);
    tag.writeUInt16LE(type);
    tag.writeUInt16LE(content.length, 2);
    tag.write(content, 4, "latin1");
    return tag;
  };
  const ada = array(4, [1, 3], [small(16, "Ada")]);
  const umlaut = array(4, [1, 1], [small(16, Buffer.from("ü").toString("latin1"))]);
  const { name } = read(file(struct("x", { name: cells(ada, umlaut) })), ["name"]);
  expect(Array.isArray(name) && name.map(textOf)).toEqual(["Ada", "ü"]);
});

test("columns, whole numbers of 64 bits and single values are read as rows", () => {
  const column = array(6, [3, 1], [element(2, Buffer.from([1, 2, 3]))]);
  const large = array(14, [1, 2], [element(12, new Uint8Array(BigInt64Array.from([-1n, 2n ** 40n]).buffer))]);
  expect(read(file(struct("x", { column, large, one: doubles(7) })), ["column", "large", "one"])).toEqual({
    column: [1, 2, 3],
    large: [-1n, 2n ** 40n],
    one: [7],
  });
});

test("fields that were not asked for are passed over, whatever they are", () => {
  const object = element(14, Buffer.concat([element(6, int32(17, 0)), element(1, Buffer.alloc(0)), utf8("MCOS")]));
  const handle = array(16, [1, 1], [utf8("@sin")]);
  const odd = { handle, sparse: array(5, [9, 9], []), cube: array(6, [2, 2, 2], []), empty: nothing() };
  const bytes = file(struct("x", { ...odd, dob: doubles(1), later: cells(doubles(2)), name: cells(utf8("a")) }));
  const { dob, name, later, missing } = read(bytes, ["dob"], ["name", "missing"]);
  expect([dob, later, missing]).toEqual([[1], undefined, undefined]);
  expect(Array.isArray(name) && name.map(textOf)).toEqual(["a"]);
  expect(problemOf(file(struct("x", { object, dob: doubles(1) })))).toMatch(/^is damaged/);
});

test("the struct with the fields is found among other variables", () => {
  const others = [doubles(1), cells(utf8("a")), array(17, [1, 1], []), struct("note", { text: utf8("b") })];
  expect(read(file(...others, compressed(struct("anything", fields()))), ["dob"]).dob).toEqual([723671, 703186]);
});

describe("a file that is not what is expected", () => {
  test.each([
    ["empty", Buffer.alloc(0)],
    ["a web page", Buffer.from(`<!DOCTYPE html>${" ".repeat(300)}`)],
    ["a short text", Buffer.from("version https://git-lfs")],
    ["of version 4", Buffer.concat([int32(0, 1, 1, 0, 2), Buffer.from("x\0"), Buffer.alloc(200)])],
  ])("is told when it is %s", (_, bytes) => {
    expect(problemOf(bytes)).toMatch(/^is not a \.mat file of MATLAB's Level 5 format/);
  });

  test("is told when it does not exist or is a folder", () => {
    expect(() => readMatStruct("nowhere/x.mat", ["dob"])).toThrow("nowhere/x.mat does not exist.");
    expect(() => readMatStruct(folder, ["dob"])).toThrow(`${folder} is not a file.`);
  });

  test("is told when it is v7.3, with the way out", () => {
    const header = file();
    header.write("MATLAB 7.3 MAT-file, Platform: GLNXA64");
    header.writeUInt16LE(0x0200, 124);
    expect(problemOf(Buffer.concat([header, Buffer.alloc(384), Buffer.from("\x89HDF\r\n\x1a\n", "latin1")]))).toMatch(
      /v7\.3 .*HDF5.*"-v7"/,
    );
    expect(problemOf(Buffer.from("\x89HDF\r\n\x1a\n and on", "latin1"))).toMatch(/v7\.3/);
  });

  test("is told when its byte order is another", () => {
    const header = file();
    header.writeUInt16BE(0x0100, 124);
    header.write("MI", 126);
    expect(problemOf(header)).toMatch(/big-endian/);
  });

  test("is told when it is cut short, wherever", () => {
    const whole = file(compressed(struct("x", fields())));
    for (let length = 129; length < whole.length; length += 7) {
      expect(problemOf(whole.subarray(0, length))).toMatch(/^is cut short: it has \d+ bytes/);
    }
  });

  test("is told when a variable does not unpack", () => {
    const whole = file(compressed(struct("x", fields())));
    whole.fill(0x55, 150, 170);
    expect(problemOf(whole)).toMatch(/does not unpack/);
    const packed = deflateSync(struct("x", fields())).subarray(0, -20);
    expect(problemOf(file(compressed(Buffer.alloc(0), packed)))).toMatch(/does not unpack/);
  });

  test("is told when it has no struct with the fields, which are named", () => {
    expect(problemOf(file(), ["dob", "gender"])).toBe("holds no struct, of which the fields dob, gender are needed.");
    expect(problemOf(file(doubles(1)))).toMatch(/^holds no struct/);
    const structs = [struct("far", { x: doubles(1) }), struct("near", { gender: doubles(1) })];
    expect(problemOf(file(...structs), ["dob", "gender"])).toBe("lacks the fields dob in its struct near.");
    const list = array(2, [1, 2], [element(5, int32(32)), element(1, Buffer.alloc(0))], "list");
    expect(problemOf(file(list))).toMatch(/^holds a struct list of 1 x 2/);
  });

  test.each([
    ["a matrix", array(6, [2, 2], [element(2, Buffer.alloc(4))])],
    ["a cube", array(6, [1, 1, 2], [element(2, Buffer.alloc(2))])],
    [
      "complex",
      element(
        14,
        Buffer.concat([element(6, int32(6 | 0x800, 0)), element(5, int32(1, 0)), element(1, Buffer.alloc(0))]),
      ),
    ],
    ["sparse", array(5, [1, 1], [])],
    ["a cell in a cell", cells(cells(doubles(1)))],
    ["a struct", struct("", { a: doubles(1) })],
  ])("is told when a field is %s", (_, field) => {
    expect(problemOf(file(struct("x", { dob: field })))).toMatch(/^keeps its field dob as something other than/);
  });
});

describe("a damaged file", () => {
  test.each([
    ["more values than there are", array(6, [1, 1000], [element(9, Buffer.alloc(8))])],
    ["fewer cells than there should be", array(1, [1, 2 ** 31 - 1], [])],
    ["negative dimensions", array(6, [-1, -1], [element(9, Buffer.alloc(8))])],
    ["dimensions that are no numbers", element(14, Buffer.concat([element(6, int32(6, 0)), utf8("a"), utf8("b")]))],
    ["half a number", array(6, [1, 1], [element(9, Buffer.alloc(7))])],
    ["an unknown type of number", array(6, [1, 1], [element(8, Buffer.alloc(8))])],
    ["half a character", array(4, [1, 1], [element(17, Buffer.alloc(3))])],
    ["a name as long as a book", array(6, [1, 0], [element(9, Buffer.alloc(0))], "x".repeat(100_000))],
    ["a compressed cell", cells(compressed(doubles(1)))],
  ])("is told: %s", (_, field) => {
    expect(problemOf(file(compressed(struct("x", { dob: field }))))).toMatch(/^is damaged|^holds more than/);
  });

  test("is told when a field is there twice", () => {
    const twice = struct("x", { dob: doubles(1), dot: doubles(1) });
    twice.write("dob", twice.indexOf("dot"));
    expect(problemOf(file(twice))).toMatch(/^is damaged/);
  });

  test("is read or refused with one sentence, whichever byte is wrong", () => {
    const whole = file(struct("x", fields()));
    const random = randomLcg(1);
    let refused = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 1 + random() * 3; change++) {
        const at = 128 + Math.floor(random() * (whole.length - 128));
        bytes[at] = random() < 0.5 ? 0xff : Math.floor(random() * 20);
      }
      writeFileSync(matFile, bytes);
      try {
        readMatStruct(matFile, ["dob", "full_path"], ["name"]);
      } catch (error) {
        refused++;
        const message = error instanceof Error ? error.message : "";
        expect(message.startsWith(`${matFile} `)).toBe(true);
        expect(message).not.toContain("cannot be read");
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});

describe("a file that would take too much memory", () => {
  test("is refused when it unpacks to more than 512 MB", () => {
    // A flushed block of zeros can follow itself: a megabyte unpacked in each kilobyte.
    const block = deflateRawSync(Buffer.alloc(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH });
    const bomb = Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array<Buffer>(600).fill(block)]);
    expect(bomb.length).toBeLessThan(2 ** 20);
    expect(problemOf(file(compressed(Buffer.alloc(0), bomb)))).toMatch(/^is too large/);
  });

  test("is refused when it has more values than fit as JavaScript's numbers", () => {
    const bytes = array(9, [1, 2 ** 26], [element(2, Buffer.alloc(2 ** 26))]);
    const bigints = array(14, [1, 2 ** 24], [element(12, Buffer.alloc(2 ** 27))]);
    const empty = array(1, [1, 2 ** 23], []);
    for (const dob of [bytes, bigints, empty]) {
      expect(problemOf(file(struct("x", { dob })))).toMatch(/^holds more than 50331648 values/);
    }
  });
});
