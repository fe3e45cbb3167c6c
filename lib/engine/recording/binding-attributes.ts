import type { TFEOpAttr } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding";
import { CompileError } from "../compile-error";
import type { Attribute, Attributes } from "../graph/graph-definition";
import { nodeBackend } from "../node-backend";

/**
 * An operation's attributes as the graph has them, from what tfjs-node-gpu hands its binding.
 *
 * @throws {CompileError} if one is of a kind that no operation of TensorFlow.js uses so far
 */
export function attributesOf(op: string, attributes: readonly TFEOpAttr[]): Attributes {
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, attributeOf(op, attribute)]));
}

function attributeOf(op: string, { name, type, value }: TFEOpAttr): Attribute {
  const { binding } = nodeBackend();
  if (type === binding.TF_ATTR_TYPE && typeof value === "number") return { kind: "type", value };
  if (type === binding.TF_ATTR_INT && typeof value === "number") return { kind: "integer", value };
  if (type === binding.TF_ATTR_FLOAT && typeof value === "number") return { kind: "float", value };
  if (type === binding.TF_ATTR_BOOL) return { kind: "boolean", value: Boolean(value) };
  if (type === binding.TF_ATTR_STRING && typeof value === "string") return { kind: "string", value };
  if (Array.isArray(value) && value.every(isNumber)) {
    if (type === binding.TF_ATTR_INT) return { kind: "integers", value };
    if (type === binding.TF_ATTR_SHAPE) return { kind: "shape", value };
  }
  throw new CompileError(`${op} has an attribute, ${name}, that cannot be recorded`);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}
