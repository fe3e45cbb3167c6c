/**
 * Bytes in the state of a widget: they do not go into the JSON but beside it, with the paths of the places that they have in the state.
 *
 * Source: https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md, version 2
 */

/** Where bytes are in a state: names of fields, and places in lists. */
export type BufferPath = readonly (string | number)[];

/** A state without its bytes, which are missing in objects and null in lists, and what is missing. */
export interface SplitState {
  state: Record<string, unknown>;
  buffer_paths: BufferPath[];
  buffers: Uint8Array[];
}

/** Takes the bytes out of a state, which stays as it is. */
export function splitBuffers(state: Readonly<Record<string, unknown>>): SplitState {
  const [buffer_paths, buffers]: [BufferPath[], Uint8Array[]] = [[], []];
  const split = (value: unknown, path: BufferPath): unknown => {
    if (value instanceof Uint8Array) {
      buffer_paths.push(path);
      buffers.push(value);
      return undefined; // JSON leaves it out in an object and writes null in a list
    }
    if (Array.isArray(value)) return value.map((item, index) => split(item, [...path, index]));
    if (isPlainObject(value)) return splitObject(value, path);
    return value;
  };
  const splitObject = (value: Readonly<Record<string, unknown>>, path: BufferPath) =>
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name, split(item, [...path, name])]));
  return { state: splitObject(state, []), buffer_paths, buffers };
}

/**
 * Puts bytes into a state that came from a page, which is changed. Paths that lead nowhere are passed over.
 *
 * @param paths - not trusted
 */
export function joinBuffers(state: object, paths: unknown, buffers: readonly Uint8Array[]): void {
  if (!Array.isArray(paths)) return;
  for (const [index, path] of paths.entries()) {
    const bytes = buffers[index];
    if (!Array.isArray(path) || bytes === undefined) continue;
    const last: unknown = path.at(-1);
    let holder: unknown = state;
    for (const part of path.slice(0, -1)) {
      holder = isKey(part) && isHolder(holder) && Object.hasOwn(holder, part) ? Reflect.get(holder, part) : undefined;
    }
    if (isKey(last) && last !== "__proto__" && isHolder(holder)) Reflect.set(holder, last, bytes);
  }
}

function isKey(part: unknown): part is string | number {
  return typeof part === "string" || typeof part === "number";
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return isHolder(value) && Object.getPrototypeOf(value) === Object.prototype;
}
