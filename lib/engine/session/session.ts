import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { binding } from "../binding";
import type { GraphDefinition, Output } from "../graph/graph-definition";
import { writeSavedModel } from "../graph/saved-model-writer";

/** A tensor that a run takes: where, and the binding's number for it. */
export interface Feed {
  output: Output;
  handle: number;
}

/** Runs a part of a session's graph, and returns what was fetched as the binding describes it; the caller owns it. */
export function runSession(
  session: number,
  feeds: readonly Feed[],
  fetches: readonly Output[],
): { id: number; shape: number[]; dtype: number }[] {
  if (fetches.length === 0) return [];
  return binding.runSavedModel(
    session,
    feeds.map(({ handle }) => handle),
    feeds.map(({ output }) => output).join(),
    fetches.join(),
  );
}

/** Loads a graph into a new session, to be freed with the binding's `deleteSavedModel`. */
export function loadSession(graph: GraphDefinition): number {
  const folder = mkdtempSync(path.join(tmpdir(), "graph-")); // TensorFlow has read it when loadSavedModel returns
  try {
    writeSavedModel(folder, graph);
    return binding.loadSavedModel(folder, "serve");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
