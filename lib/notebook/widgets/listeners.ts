import { currentOutputs } from "../../display/display";

/** Functions that are called with each of some values. Each ends with the cell that added it. */
export class Listeners<Value> {
  readonly #listeners = new Set<(value: Value) => unknown>();

  /** @returns a function that takes the listener off again */
  add(listener: (value: Value) => unknown): () => void {
    const own = (value: Value) => listener(value); // each is called, also one that is there twice
    this.#listeners.add(own);
    const remove = () => void this.#listeners.delete(own);
    const forget = currentOutputs()?.own(remove);
    return () => {
      remove();
      forget?.();
    };
  }

  /** Calls all of them. An error of one, also of its promise, is shown in the cell, and the others are called all the same. */
  call(value: Value): void {
    const fail = (error: unknown) => {
      const outputs = currentOutputs();
      if (outputs === undefined) throw error;
      outputs.fail(error);
    };
    for (const listener of [...this.#listeners]) {
      try {
        const result = listener(value);
        if (result instanceof Promise) result.catch(fail);
      } catch (error) {
        fail(error);
      }
    }
  }
}
