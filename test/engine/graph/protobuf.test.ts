import { describe, expect, test } from "vitest";
import { Message } from "../../../lib/engine/graph/protobuf-writer";
import { bytesOf, fieldsOf, textOf } from "./protobuf-reader";

const bytes = (message: Message) => new Uint8Array(Buffer.concat(message.pieces));

describe("Protocol Buffers", () => {
  test("are read as they were written", () => {
    const inner = new Message().string(1, "naïve").integer(2, -3);
    const written = bytes(new Message().integer(1, 300).float(2, 1.5).message(3, inner).message(3, new Message()));
    const fields = Array.from(fieldsOf(written));
    expect(fields.map(({ number }) => number)).toEqual([1, 2, 3, 3]);
    expect(fields[0]?.integer).toBe(300n);
    const [first, second] = bytesOf(written, 3);
    expect(second).toHaveLength(0);
    expect(textOf(first ?? new Uint8Array(), 1)).toBe("naïve");
    expect(Array.from(fieldsOf(first ?? new Uint8Array()))[1]?.integer).toBe(2n ** 64n - 3n);
  });

  test("have the bytes that the specification's examples have, and a double its own", () => {
    // https://protobuf.dev/programming-guides/encoding: Test1 { a: 150 } and Test2 { b: "testing" }
    expect(Array.from(bytes(new Message().integer(1, 150)))).toEqual([0x08, 0x96, 0x01]);
    expect(Array.from(bytes(new Message().string(2, "testing")))).toEqual([
      0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
    ]);
    expect(Array.from(bytes(new Message().double(1, 1)))).toEqual([0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  });

  test("hold as many fields as a large graph has", () => {
    const large = new Message();
    for (let field = 0; field < 200_000; field++) large.integer(1, 1);
    expect(bytes(new Message().message(2, large))).toHaveLength(400_000 + 1 + 3);
  });

  test.each([
    ["a field that is longer than its message", [0x12, 0x07, 0x74]],
    ["a number without an end", [0x08, 0x96]],
    ["a number of more than ten bytes", [0x08, ...Array.from({ length: 11 }, () => 0xff)]],
    ["a group, which proto3 does not have", [0x0b]],
  ])("are refused: %s", (_, damaged) => {
    expect(() => Array.from(fieldsOf(Uint8Array.from(damaged)))).toThrow(RangeError);
  });
});
