import { ArrayClass, asciiText, flagsOf, shapeOf } from "./array";
import { damaged, descriptionAt, type Element, ElementType, elementAt } from "./element";

/** A struct in a .mat file and where its fields are. */
export interface StructLayout {
  name: string;
  dimensions: number[];
  /** The fields' elements by name, in the file's order; none when the struct is not 1 x 1. */
  fields: Map<string, Element>;
}

/**
 * The struct that a variable is, or undefined when it is something else.
 *
 * @param variable - the bytes of one element of type `matrix`
 * @throws MatFormatError when a size or a type is not what the format allows
 */
export function structOf(variable: DataView): StructLayout | undefined {
  const array = elementAt(variable, 0, variable.byteLength);
  const flags = flagsOf(variable, array);
  if (flags.class !== ArrayClass.struct) return undefined;
  const { name, dimensions, data } = shapeOf(variable, array, flags.next);
  const fields = new Map<string, Element>();
  if (dimensions.join() !== "1,1") return { name, dimensions, fields };

  const width = descriptionAt(variable, data, array.end, ElementType.int32);
  const names = descriptionAt(variable, width.next, array.end, ElementType.int8);
  const step = width.count === 1 ? variable.getInt32(width.start, true) : 0;
  if (step < 1 || names.count % step !== 0) throw damaged(width.at);
  let next = names.next;
  for (let start = names.start; start < names.end; start += step) {
    const field = elementAt(variable, next, array.end);
    const fieldName = asciiText(variable, start, start + step);
    if (field.type !== ElementType.matrix || fields.has(fieldName)) throw damaged(next);
    fields.set(fieldName, field);
    next = field.next;
  }
  return { name, dimensions, fields };
}
