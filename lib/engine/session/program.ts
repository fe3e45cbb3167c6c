import { GraphDefinition, type Output } from "../graph/graph-definition";
import { handleOf, nodeBackend } from "../node-backend";
import type { tf } from "../tensorflow";
import { addVariable, addZeroVariable, deleteAll, type GraphVariable, giveValues } from "./graph-variable";
import { ResidentVariable } from "./resident-variable";
import { type Feed, loadSession, runSession } from "./session";
import { fillSlots, readSlots, type Slot } from "./slot";

/** What one run needs and does. */
export interface Run {
  /** What placeholders are fed with: the binding's numbers for tensors. */
  feeds: readonly Feed[];
  fetches: readonly Output[];
  /** The variables that the run changes. */
  updates: readonly tf.Variable[];
}

/**
 * A graph that grows, the variables in it, and the TensorFlow session that runs it.
 *
 * All that shares variables (the traces of one function for several shapes) goes into one program: a session has its
 * variables for itself. When the graph has grown, the next run moves to a new session, with all values.
 */
export class Program {
  readonly graph = new GraphDefinition();
  private readonly residents = new Map<tf.Variable, GraphVariable & { resident: ResidentVariable }>();
  private readonly slots: Slot[] = [];
  private session: { id: number; nodes: number } | undefined;

  /** The graph's variable for a variable of TensorFlow.js, in which its value lives from the first run on. */
  variable(variable: tf.Variable): GraphVariable {
    const known = this.residents.get(variable);
    if (known !== undefined) return known;
    const nodes = addVariable(this.graph, nodeBackend().getDTypeInteger(variable.dtype), variable.shape);
    const added = { ...nodes, resident: new ResidentVariable(variable, () => this.fetchResidents()) };
    this.residents.set(variable, added);
    return added;
  }

  /** The output that has a variable's value at the start of a run. */
  read(variable: tf.Variable): Output {
    return this.variable(variable).value;
  }

  /**
   * A float32 variable of the graph's own: what an optimizer keeps for a weight.
   *
   * @param start - its value at first; zeros if left out
   */
  slot(shape: number[], start?: Float32Array): Slot {
    const slot = { ...addZeroVariable(this.graph, shape), filled: false, start };
    this.slots.push(slot);
    return slot;
  }

  /** Slots' values now, in their order, the caller's own; not more than some of them are in memory at a time. */
  readSlots(slots: readonly Slot[]): Generator<Float32Array, void, undefined> {
    return readSlots(this.session?.id, slots);
  }

  /** Gives a slot another value, from the next run on. */
  fillSlot(slot: Slot, start: Float32Array): void {
    slot.start = start;
    slot.filled = false;
  }

  /**
   * Runs a part of the graph.
   *
   * @returns what was fetched, as the binding describes tensors; the caller owns them
   */
  run({ feeds, fetches, updates }: Run): { id: number; shape: number[]; dtype: number }[] {
    const session = this.load();
    this.handOver(session);
    for (const variable of updates) this.residents.get(variable)?.resident.leaveToSession();
    return runSession(session, feeds, fetches);
  }

  /** Frees the session and its memory; variables keep their values. */
  dispose(): void {
    if (this.session === undefined) return;
    this.fetchResidents();
    for (const { resident } of this.residents.values()) resident.forgotten();
    nodeBackend().binding.deleteSavedModel(this.session.id);
    this.session = undefined;
  }

  /** The session for the graph as it is now. */
  private load(): number {
    if (this.session?.nodes === this.graph.nodes.length) return this.session.id;
    const id = loadSession(this.graph);
    const old = this.session;
    if (old !== undefined) {
      const filled = this.slots.filter((slot) => slot.filled);
      const values = runSession(
        old.id,
        [],
        filled.map((slot) => slot.value),
      );
      giveValues(
        id,
        filled.map((slot, index) => ({ ...slot, from: values[index]?.id ?? -1 })),
      );
      deleteAll(values);
      this.dispose();
    }
    this.session = { id, nodes: this.graph.nodes.length };
    return id;
  }

  /** Hands the session the values that it does not have yet. */
  private handOver(session: number): void {
    const outdated = [...this.residents.values()].filter(({ resident }) => resident.outdated);
    giveValues(
      session,
      outdated.map((nodes) => ({ ...nodes, from: handleOf(nodes.resident.variable) })),
    );
    for (const { resident } of outdated) resident.handedOver();
    const empty = this.slots.filter(({ filled }) => !filled);
    fillSlots(session, empty);
  }

  /** Gives variables of TensorFlow.js the values that only the session has. */
  private fetchResidents(): void {
    const { session } = this;
    const waiting = [...this.residents.values()].filter(({ resident }) => resident.onlyInSession);
    if (session === undefined || waiting.length === 0) return;
    const values = runSession(
      session.id,
      [],
      waiting.map(({ value }) => value),
    );
    waiting.forEach(({ resident }, index) => {
      const value = values[index];
      if (value !== undefined) resident.keep(value.id);
    });
  }
}
