import { type CellOutputs, cellOutputsHook, type MimeBundle } from "../../lib/display/display";

/** What a cell has shown: each display with all the states it went through. */
export interface PretendedCell {
  displays: MimeBundle[][];
  /** Waits, as the kernel does at the cell's end, for what is still being drawn. */
  end(): Promise<void>;
}

/** Stands in for the kernel, until `leaveNotebook`. */
export function pretendNotebook(): PretendedCell {
  const displays: MimeBundle[][] = [];
  const byId = new Map<string, MimeBundle[]>();
  const pending: Promise<void>[] = [];
  const outputs: CellOutputs = {
    show(bundle, displayId) {
      const states = [bundle];
      byId.set(displayId, states);
      displays.push(states);
    },
    replace: (bundle, displayId) => byId.get(displayId)?.push(bundle),
    waitFor: (promise) => pending.push(promise),
    beforeEnd: () => {},
    isAttended: false,
    own: () => () => {},
    fail(thrown) {
      throw thrown;
    },
    describe: (thrown) => ({ ename: "Error", evalue: String(thrown), traceback: [] }),
  };
  Reflect.set(globalThis, cellOutputsHook, () => outputs);
  return {
    displays,
    end: async () => void (await Promise.all(pending)),
  };
}

export function leaveNotebook(): void {
  Reflect.deleteProperty(globalThis, cellOutputsHook);
}
