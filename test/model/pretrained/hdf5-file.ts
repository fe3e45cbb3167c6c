import h5wasm from "h5wasm/node";

/** An array that a test writes: where it lies in the file, and its shape. */
export interface WrittenArray {
  path: string;
  shape: number[];
  values: Float32Array | Float64Array;
}

/** Writes an HDF5 file of arrays, and of texts that are attributes `name` of groups, as Keras 3 has them. */
export async function writeHdf5(file: string, arrays: readonly WrittenArray[], names: Record<string, string> = {}) {
  await h5wasm.ready;
  const written = new h5wasm.File(file, "w");
  const groupAt = (path: string): InstanceType<typeof h5wasm.Group> => {
    let group: InstanceType<typeof h5wasm.Group> = written;
    for (const name of path.split("/").filter(Boolean)) {
      const known = group.keys().includes(name) ? group.get(name) : undefined;
      group = known instanceof h5wasm.Group ? known : group.create_group(name);
    }
    return group;
  };
  for (const { path, shape, values } of arrays) {
    const parts = path.split("/");
    const name = parts.pop() ?? "";
    groupAt(parts.join("/")).create_dataset({ name, shape, data: values });
  }
  for (const [path, name] of Object.entries(names)) groupAt(path).create_attribute("name", name);
  written.close();
}

/** The numbers 0, 1, 2 … in an array. */
export function counted(path: string, shape: number[]): WrittenArray {
  const size = shape.reduce((product, length) => product * length, 1);
  return { path, shape, values: Float32Array.from({ length: size }, (_, index) => index) };
}
