import { Message } from "./protobuf-writer";

/** TensorFlow's numbers for element types (tensorflow/core/framework/types.proto). */
export const DataType = {
  float32: 1,
  int32: 3,
  uint8: 4,
  int16: 5,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
} as const;

/** One output of a node: `name:index`. A control input is `^name`. */
export type Output = string;

/** The value of a node's attribute. */
export type Attribute =
  | { kind: "type"; value: number }
  | { kind: "types"; value: readonly number[] }
  | { kind: "shape"; value: readonly number[] }
  | { kind: "shapes"; value: readonly (readonly number[])[] }
  | { kind: "function"; value: string }
  | { kind: "integer"; value: number }
  | { kind: "integers"; value: readonly number[] }
  | { kind: "float"; value: number }
  | { kind: "boolean"; value: boolean }
  | { kind: "string"; value: string }
  | { kind: "strings"; value: readonly string[] }
  | { kind: "tensor"; type: number; shape: readonly number[]; bytes: Uint8Array };

/** The attributes of a node, by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** An operation of the graph, as TensorFlow's NodeDef has it. */
export interface GraphNode {
  name: string;
  op: string;
  inputs: readonly Output[];
  attributes: Attributes;
}

/** An attribute that holds an element type. */
export const type = (value: number): Attribute => ({ kind: "type", value });

/** A TensorShapeProto. */
export function shapeMessage(shape: readonly number[]): Message {
  const message = new Message();
  for (const size of shape) message.message(2, new Message().integer(1, size));
  return message;
}

/** The name of the node that an output belongs to. */
export function nodeOf(output: Output): string {
  return output.slice(0, output.lastIndexOf(":"));
}

/**
 * A NodeDef.
 *
 * @param device - what it is to run on; left to TensorFlow if not said
 */
export function nodeMessage({ name, op, inputs, attributes }: GraphNode, device = ""): Message {
  const message = new Message().string(1, name).string(2, op);
  const data = inputs.filter((input) => !input.startsWith("^"));
  const control = inputs.filter((input) => input.startsWith("^")); // they come last, by TensorFlow's rule
  for (const input of [...data, ...new Set(control)]) message.string(3, input);
  if (device !== "") message.string(4, device);
  for (const [key, value] of Object.entries(attributes)) message.entry(5, key, attributeMessage(value));
  return message;
}

function attributeMessage(attribute: Attribute): Message {
  const message = new Message();
  switch (attribute.kind) {
    case "type":
      return message.integer(6, attribute.value);
    case "types":
      return message.message(1, integersMessage(6, attribute.value));
    case "shape":
      return message.message(7, shapeMessage(attribute.value));
    case "shapes": {
      const list = new Message();
      for (const value of attribute.value) list.message(7, shapeMessage(value));
      return message.message(1, list);
    }
    case "function":
      return message.message(10, new Message().string(1, attribute.value));
    case "integer":
      return message.integer(3, attribute.value);
    case "integers":
      return message.message(1, integersMessage(3, attribute.value));
    case "float":
      return message.float(4, attribute.value);
    case "boolean":
      return message.integer(5, attribute.value);
    case "string":
      return message.string(2, attribute.value);
    case "strings": {
      const list = new Message();
      for (const value of attribute.value) list.string(2, value);
      return message.message(1, list);
    }
    case "tensor":
      return message.message(
        8,
        new Message().integer(1, attribute.type).message(2, shapeMessage(attribute.shape)).bytes(4, attribute.bytes),
      );
  }
}

/** A message of a repeated field. */
function integersMessage(field: number, values: readonly number[]): Message {
  const message = new Message();
  for (const value of values) message.integer(field, value);
  return message;
}
