/**
 * Stack traces that point into the TypeScript that people wrote.
 *
 * tslab compiles in two steps: TypeScript to an ES module, and that to a CommonJS script, which Node runs. Each step leaves a
 * source map; a position is traced back through one and then the other.
 */
import { SourceMap } from "node:module";

/** A position in a source, counted from 1 as in editors. */
export type SourcePosition = {
  /** `Cell [3]` or the absolute path of a file. */
  source: string;
  line: number;
  column: number;
  /** The source's line, as it was when it was compiled. */
  text: string;
};

/** One call of a stack trace: as text, and where it is in a source that is known. */
export type StackFrame = { text: string; position: SourcePosition | undefined };

/** A script that was compiled of a source. */
export type CompiledScript = {
  source: string;
  /** Lines that tslab puts before the source. */
  linesBefore: number;
  /** How many lines the script of a cell has. */
  lines?: number;
  /** The source maps of the steps in which it was compiled, as JSON, the last step first. */
  sourceMaps: () => readonly string[];
};

/** The compiled scripts, by the name under which Node runs them. */
const scripts = new Map<string, CompiledScript>();
const framesOf = new WeakMap<Error, StackFrame[]>();

/** Makes stack traces of the script that Node runs under `name` point into its source. */
export function registerScript(name: string, script: CompiledScript): void {
  scripts.set(name, script);
}

/** Takes every stack trace of this process in hand, also of those that are printed by the code that caught the error. */
export function installStackTraces(): void {
  Error.stackTraceLimit = 50; // enough to find the cell below the calls of a library
  Error.prepareStackTrace = (error, calls) => {
    // tslab calls a cell in the line after its end; what is below is the kernel.
    const end = calls.findIndex(
      (call) => (call.getLineNumber() ?? 0) > (scriptOf(call)?.lines ?? Number.POSITIVE_INFINITY),
    );
    const frames = calls.slice(0, end < 0 ? undefined : end).map(frameOf);
    framesOf.set(error, frames);
    return [headline(error), ...frames.map(({ text }) => `    at ${text}`)].join("\n");
  };
}

/** The calls that led to an error, innermost first; none where the stack was not made by `new Error`. */
export function stackFrames(error: Error): StackFrame[] {
  void error.stack; // made when it is first read
  return framesOf.get(error) ?? [];
}

function scriptOf(call: NodeJS.CallSite): CompiledScript | undefined {
  return scripts.get(call.getScriptNameOrSourceURL() ?? "");
}

function frameOf(call: NodeJS.CallSite): StackFrame {
  const text = String(call).replace(/^(async )?Proxy\./, "$1"); // tslab's object of earlier cells' variables
  const script = scriptOf(call);
  const [line, column] = [call.getLineNumber() ?? 0, call.getColumnNumber() ?? 0];
  const position = script && sourcePosition(script, line, column);
  if (position === undefined) return { text, position };
  const location = `${position.source}:${position.line}:${position.column}`;
  return { text: text.replace(`${call.getScriptNameOrSourceURL()}:${line}:${column}`, () => location), position };
}

function sourcePosition(script: CompiledScript, line: number, column: number): SourcePosition | undefined {
  let position: Position | undefined = { line: line - 1, column: column - 1 };
  let source = "";
  for (const json of script.sourceMaps()) {
    const map = new SourceMap(JSON.parse(json));
    position = position && originOf(map, position);
    source = map.payload.sourcesContent?.[0] ?? "";
  }
  if (position === undefined) return undefined;
  const text = source.split(/\r?\n/)[position.line] ?? "";
  return { source: script.source, line: position.line + 1 - script.linesBefore, column: position.column + 1, text };
}

/** Counted from 0. */
type Position = { line: number; column: number };

function originOf(map: SourceMap, { line, column }: Position): Position | undefined {
  const entry = map.findEntry(line, column);
  return "originalLine" in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
}

function headline(error: Error): string {
  try {
    return String(error);
  } catch {
    return "Error";
  }
}
