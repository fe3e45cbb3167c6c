import { isObject } from "../../files/json";

/** A call of a layer that is still to be made, and which calls of other layers it takes the results of. */
interface Call {
  layer: string;
  takes: { layer: string; call: number }[];
}

/** Kinds of layers that have a result before they are called. */
const SOURCES: readonly unknown[] = ["InputLayer", "Model", "Functional", "Sequential"];

/** The fields that are looked at. TensorFlow.js reads other spellings of them as well. */
const FIELDS = ["class_name", "config", "inbound_nodes", "layers", "name"];

/**
 * Checks that the layers of a network, and of networks within it, can be called in some order, each with what others have made.
 * TensorFlow.js tries until all are called: where that cannot be, for ever.
 *
 * @param topology - of a `model.json`, or a part of it; not trusted
 * @throws when they cannot; the message goes on from the name of what holds them
 */
export function checkLayerOrder(topology: unknown): void {
  if (Array.isArray(topology)) for (const part of topology) checkLayerOrder(part);
  if (!isObject(topology)) return;
  for (const [field, part] of Object.entries(topology)) {
    const isMisspelt = !FIELDS.includes(field) && FIELDS.map(letters).includes(letters(field));
    if (isMisspelt) throw new Error(`has a field ${field}, which is spelt otherwise`);
    checkLayerOrder(part);
  }
  const { layers } = topology;
  if (Array.isArray(layers) && layers.some((layer) => isObject(layer) && "inbound_nodes" in layer)) checkCalls(layers);
}

function letters(field: string): string {
  return field.replaceAll("_", "").toLowerCase();
}

function checkCalls(layers: readonly unknown[]): void {
  const made = new Map<string, number>();
  let waiting: Call[] = [];
  for (const layer of layers) {
    const fields: Record<string, unknown> = isObject(layer) ? layer : {};
    const { name, class_name: kind, config, inbound_nodes: calls } = fields;
    if (typeof name !== "string" || made.has(name) || !isObject(config) || config.name !== name) {
      throw new Error(`has a layer ${JSON.stringify(name)}, which is not its one name`);
    }
    if (!Array.isArray(calls)) throw new Error(`does not say what its layer ${name} takes`);
    made.set(name, SOURCES.includes(kind) ? 1 : 0);
    for (const call of calls) waiting.push({ layer: name, takes: resultsOf(call, name) });
  }
  while (waiting.length > 0) {
    const blocked: Call[] = [];
    for (const call of waiting) {
      if (call.takes.some((result) => result.call >= (made.get(result.layer) ?? 0))) blocked.push(call);
      else made.set(call.layer, (made.get(call.layer) ?? 0) + 1);
    }
    if (blocked.length === waiting.length)
      throw new Error(`has nothing that its layer ${blocked[0]?.layer} could take`);
    waiting = blocked;
  }
}

/** The results that a call takes, [[layer, call, …], …]. */
function resultsOf(call: unknown, layer: string): Call["takes"] {
  const results: unknown[] = Array.isArray(call) ? call : [];
  const takes = results.flatMap((result) => {
    const [from, index]: unknown[] = Array.isArray(result) ? result : [];
    return typeof from === "string" && typeof index === "number" && index >= 0 ? [{ layer: from, call: index }] : [];
  });
  if (takes.length === 0 || takes.length < results.length)
    throw new Error(`does not say what its layer ${layer} takes`);
  return takes;
}
