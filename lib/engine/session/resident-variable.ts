import { type DataEntry, type DataId, entryOf, nodeBackend, tensorOf } from "../node-backend";
import type { tf } from "../tensorflow";

/**
 * A `tf.Variable` whose value a session keeps, so that a step can update it where it lies.
 *
 * Whoever reads the variable always gets its value: as long as only the session has it, the variable's data is a promise
 * that is kept (by `fetch`) when its handle is asked for, by an operation, by `dataSync`, or by another session. Whoever
 * assigns to it gives it other data, which is how the session learns that it must be handed the value again.
 */
export class ResidentVariable {
  /** The variable's data when session and variable last agreed. */
  private agreed: DataId | undefined;
  /** The backend's entry for that data, while only the session has the value. */
  private promised: DataEntry | undefined;

  /**
   * @param variable - it stays the caller's
   * @param fetch - must call `keep` with a handle of the session's value
   */
  constructor(
    readonly variable: tf.Variable,
    private readonly fetch: () => void,
  ) {}

  /** Whether the session must be handed the variable's value before it may use it. */
  get outdated(): boolean {
    return this.variable.dataId !== this.agreed;
  }

  /** Whether nobody but the session has the variable's value. */
  get onlyInSession(): boolean {
    return this.promised !== undefined && !this.outdated && !this.variable.isDisposed;
  }

  /** Says that the session now has the variable's value. */
  handedOver(): void {
    this.agreed = this.variable.dataId;
    this.promised = undefined;
  }

  /** Says that the session no longer has the value. */
  forgotten(): void {
    this.agreed = undefined;
    this.promised = undefined;
  }

  /** Makes the session's value that of the variable; the variable owns the handle from now on. */
  keep(handle: number): void {
    if (this.promised === undefined) throw new Error(`${this.variable.name}: its value was not asked for`);
    Object.defineProperty(this.promised, "id", { value: handle, writable: true, configurable: true, enumerable: true });
    this.promised = undefined;
  }

  /**
   * To be called before the session changes the value. Tensors that share the variable's data (clones) keep the old
   * value. Frees the variable's own copy: a buffer that nobody shares is updated in place.
   */
  leaveToSession(): void {
    if (this.onlyInSession && this.promised !== undefined) {
      if (this.promised.refCount === 1) return; // nobody has seen the value and nobody will
      this.fetch();
    }
    const { shape, dtype } = this.variable;
    const tensor = tensorOf({ id: -1, shape, dtype: nodeBackend().getDTypeInteger(dtype) });
    const entry = entryOf(tensor.dataId);
    if (entry === undefined) throw new Error(`${this.variable.name}: the backend does not know its data`);
    this.variable.assign(tensor);
    tensor.dispose();
    const get = () => {
      this.fetch();
      if (this.promised === entry) throw new Error(`${this.variable.name}: its value is lost with its session`);
      return entry.id; // a value by now
    };
    Object.defineProperty(entry, "id", { get, configurable: true, enumerable: true });
    this.promised = entry;
    this.agreed = this.variable.dataId;
  }
}
