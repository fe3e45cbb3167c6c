import { writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type MatStruct, openMatStruct } from "../../../lib/dataset/mat/mat-file";
import { scratchFolder } from "../../scratch-folder";
import {
  array,
  bomb,
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

const folder = scratchFolder();
const matFile = path.join(folder, "faces.mat");

function open(bytes: Uint8Array, ...required: string[]) {
  writeFileSync(matFile, bytes);
  return openMatStruct(matFile, required);
}

/** The message of the error, less the file's path, with which each must begin. */
function problemOf(
  bytes: Uint8Array,
  required = ["dob"],
  read: (struct: MatStruct) => unknown = (struct) => struct.numbers("dob"),
): string {
  try {
    read(open(bytes, ...required));
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
    const faces = open(file(save(struct("wiki", fields()))), "dob", "gender");
    expect(faces.numbers("dob")).toEqual(Float64Array.of(723671, 703186));
    expect(faces.numbers("gender")).toEqual(Float64Array.of(1, Number.NaN));
    expect([faces.has("name"), faces.has("names")]).toEqual([true, false]);
  });

  test("keeps text in every script", () => {
    const names = ["Ada", "Zoë Ångström", "李娜", "Борис", "نجيب محفوظ", "𝔄𝔟𝔢", "ÿ", ""];
    const numbers = (text: string) => array(4, [1, text.length], [element(4, Buffer.from(text, "utf16le"))]);
    const encodings = { utf8, utf16, numbers };
    const fields = Object.entries(encodings).map(([name, encode]) => [name, cells(...names.map(encode))]);
    const texts = open(file(save(struct("x", Object.fromEntries(fields)))));
    for (const name of [...Object.keys(encodings), "utf8"]) expect(texts.texts(name)).toEqual(names);
  });

  test("reads on after an empty cell without content", () => {
    const name = cells(nothing(), utf8("b"), nothing(), doubles(), utf8("d"));
    expect(open(file(save(struct("x", { name })))).texts("name")).toEqual(["", "b", "", "", "d"]);
  });
});

test("many texts, and long ones, are whole", () => {
  const texts = Array.from({ length: 5000 }, (_, index) => (index % 700 === 9 ? "Ж".repeat(300_000) : `${index}`));
  expect(open(file(struct("x", { name: cells(...texts.map(utf16)) }))).texts("name")).toEqual(texts);
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
  expect(open(file(struct("x", { name: cells(ada, umlaut) }))).texts("name")).toEqual(["Ada", "ü"]);
});

test.each([
  ["int8", 1, Int8Array.of(-1, 127)],
  ["uint8", 2, Uint8Array.of(1, 255)],
  ["int16", 3, Int16Array.of(-1, 32767)],
  ["uint16", 4, Uint16Array.of(1, 65535)],
  ["int32", 5, Int32Array.of(-1, 2 ** 31 - 1)],
  ["uint32", 6, Uint32Array.of(1, 2 ** 32 - 1)],
  ["single", 7, Float32Array.of(0.5, Number.NaN)],
  ["double", 9, Float64Array.of(0.1, Number.NEGATIVE_INFINITY)],
  ["int64", 12, BigInt64Array.of(-1n, 2n ** 40n)],
  ["uint64", 13, BigUint64Array.of(1n, 2n ** 53n)],
])("numbers are read when they are stored as %s, in a row or a column", (_, type, numbers) => {
  const data = element(type, new Uint8Array(numbers.buffer));
  const expected = Float64Array.from(numbers, Number);
  const both = open(file(struct("x", { row: array(6, [1, 2], [data]), column: array(6, [2, 1], [data]) })));
  expect([both.numbers("row"), both.numbers("column")]).toEqual([expected, expected]);
});

test("cells of numbers become columns, with NaN where a cell has more or fewer", () => {
  const boxes = cells(doubles(1, 2), doubles(3), nothing(), doubles(4, 5, 6), doubles(7, 8));
  expect(open(file(struct("x", { boxes }))).columns("boxes", 2)).toEqual([
    Float64Array.of(1, Number.NaN, Number.NaN, Number.NaN, 7),
    Float64Array.of(2, Number.NaN, Number.NaN, Number.NaN, 8),
  ]);
});

test("fields that are not asked for may be whatever they are", () => {
  const object = element(14, Buffer.concat([element(6, int32(17, 0)), element(1, Buffer.alloc(0)), utf8("MCOS")]));
  const handle = array(16, [1, 1], [utf8("@sin")]);
  const odd = { object, handle, sparse: array(5, [9, 9], []), cube: array(6, [2, 2, 2], []), empty: nothing() };
  const bytes = file(struct("x", { ...odd, dob: doubles(1), later: cells(doubles(2)), name: cells(utf8("a")) }));
  const faces = open(bytes, "dob");
  expect(faces.numbers("dob")).toEqual(Float64Array.of(1));
  expect(faces.texts("name")).toEqual(["a"]);
});

test("the struct with the fields is found among other variables", () => {
  const others = [doubles(1), cells(utf8("a")), array(17, [1, 1], []), struct("note", { text: utf8("b") })];
  const found = open(file(...others, compressed(struct("anything", fields()))), "dob");
  expect(found.numbers("dob")).toEqual(Float64Array.of(723671, 703186));
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
    expect(() => openMatStruct("nowhere/x.mat", ["dob"])).toThrow("nowhere/x.mat does not exist.");
    expect(() => openMatStruct(folder, ["dob"])).toThrow(`${folder} is not a file.`);
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
    ["text", utf8("a")],
  ])("is told when a field is %s", (_, field) => {
    const bytes = file(struct("x", { dob: field, dobs: cells(field) }));
    expect(problemOf(bytes)).toBe("has a field dob that is not one row of numbers.");
    expect(problemOf(bytes, [], (faces) => faces.texts("dob"))).toMatch(/that is not one row of cells of text\.$/);
    expect(problemOf(bytes, [], (faces) => faces.columns("dobs", 1))).toMatch(/not one row of cells of numbers\.$/);
  });

  test("is told when a field is missing that is asked for", () => {
    expect(problemOf(file(struct("x", { dot: doubles(1) })), [])).toBe("lacks the fields dob in its struct x.");
  });
});

describe("a damaged file", () => {
  test.each([
    ["more values than there are", array(6, [1, 1000], [element(9, Buffer.alloc(8))])],
    ["negative dimensions", array(6, [-1, -1], [element(9, Buffer.alloc(8))])],
    ["dimensions that are no numbers", element(14, Buffer.concat([element(6, int32(6, 0)), utf8("a"), utf8("b")]))],
    ["half a number", array(6, [1, 1], [element(9, Buffer.alloc(7))])],
    ["an unknown type of number", array(6, [1, 1], [element(8, Buffer.alloc(8))])],
    ["a name as long as a book", array(6, [1, 0], [element(9, Buffer.alloc(0))], "x".repeat(100_000))],
  ])("is told: %s", (_, field) => {
    expect(problemOf(file(compressed(struct("x", { dob: field }))))).toMatch(/^is damaged/);
  });

  test.each([
    ["fewer cells than there should be", array(1, [1, 3], [utf8("a"), utf8("b")])],
    ["half a character", cells(array(4, [1, 1], [element(17, Buffer.alloc(3))]))],
    ["an unknown encoding", cells(array(4, [1, 1], [element(18, Buffer.alloc(4))]))],
    ["a compressed cell", cells(compressed(doubles(1)))],
  ])("is told in text: %s", (_, name) => {
    const bytes = file(struct("x", { name }));
    expect(problemOf(bytes, [], (faces) => faces.texts("name"))).toMatch(/^is damaged/);
    expect(problemOf(bytes, [], (faces) => faces.columns("name", 1))).toMatch(/^is damaged|cells of numbers/);
  });

  test("is told when a field is there twice", () => {
    const twice = struct("x", { dob: doubles(1), dot: doubles(1) });
    twice.write("dob", twice.indexOf("dot"));
    expect(problemOf(file(twice))).toMatch(/^is damaged/);
  });
});

describe("a file that would take too much memory", () => {
  test("is refused when a variable says that it unpacks to more than 512 MB", () => {
    const small = bomb(600 * 2 ** 20, 600);
    expect(small.length).toBeLessThan(2 ** 20);
    expect(problemOf(small)).toBe("is too large: more than 512 MB, unpacked.");
  });

  test("is refused when a variable unpacks to more than it says", () => {
    const before = process.memoryUsage.rss();
    expect(problemOf(bomb(2 ** 20, 600))).toMatch(/^is damaged: a variable in it does not unpack/);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
  });

  test("is refused when a variable is not one", () => {
    const block = deflateSync(Buffer.alloc(2 ** 20));
    expect(problemOf(file(compressed(Buffer.alloc(0), block)))).toMatch(/^is damaged: the format does not allow/);
    expect(problemOf(file(compressed(Buffer.alloc(0), deflateSync(int32(14)))))).toMatch(/does not unpack/);
  });

  test("is refused when it has a row of more values than anybody has photos", () => {
    const numbers = array(9, [1, 2 ** 22], [element(2, Buffer.alloc(2 ** 22))]);
    const empty = array(1, [1, 2 ** 22], []);
    for (const dob of [numbers, empty]) {
      expect(problemOf(file(struct("x", { dob })))).toBe("holds a row of more than 2097152 values, too many to read.");
    }
  });

  test("is refused when it has variables without end", () => {
    const variables = Buffer.alloc(10_001 * 8, element(14, Buffer.alloc(0)));
    expect(problemOf(file(variables))).toMatch(/^is damaged/);
    expect(problemOf(file(...Array<Buffer>(10_001).fill(doubles(1))))).toBe("has more than 10000 variables, too many.");
  });
});
