/**
 * Errors of cells as Jupyter shows them: a name, a message, and a traceback that points into the cell or into `lib`.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { inspect } from "node:util";
import { TypeScriptError } from "./session";
import { type StackFrame, stackFrames } from "./stack-traces";

/** The content of Jupyter's `error` message. */
export type ErrorContent = { ename: string; evalue: string; traceback: string[] };

/**
 * What a cell threw, which may be anything, also not an error. Throws nothing itself.
 * @param cell what the traceback calls the cell
 * @param code its source
 */
export function errorContent(thrown: unknown, cell: string, code: string): ErrorContent {
  try {
    return describeThrown(thrown, cell, code);
  } catch {
    const evalue = "What was thrown fails itself when it is looked at.";
    return { ename: "Uncaught", evalue, traceback: [evalue] };
  }
}

function describeThrown(thrown: unknown, cell: string, code: string): ErrorContent {
  if (thrown instanceof TypeScriptError) return typeErrorContent(thrown, cell, code);
  if (!(thrown instanceof Error)) return { ename: "Uncaught", evalue: inspect(thrown), traceback: [headline(thrown)] };
  return { ename: String(thrown.name), evalue: String(thrown.message), traceback: traceback(thrown, new Set()) };
}

function typeErrorContent({ name, diagnostics }: TypeScriptError, cell: string, code: string): ErrorContent {
  const problems = diagnostics.map(({ fileName, start, end, messageText }) => {
    const [line, column] = [start.line + 1, start.character + 1];
    const message = `${fileName ?? cell}:${line}:${column}: ${messageText}`;
    const text = (fileName === undefined ? code : readSource(fileName)).split(/\r?\n/)[start.line] ?? "";
    const length = end.line === start.line ? end.character - start.character : text.length - start.character;
    return { message, excerpt: excerpt(text, line, column, length) };
  });
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return {
    ename: name,
    evalue: `${first?.message}${more}`,
    traceback: [name, ...problems.flatMap(({ message, excerpt }) => [...message.split("\n"), ...excerpt])],
  };
}

/** The error's lines, then those of what it consists of and of what caused it. */
function traceback(thrown: unknown, told: Set<unknown>): string[] {
  if (told.has(thrown)) return [`${headline(thrown)} (see above)`];
  told.add(thrown);
  const lines = headline(thrown).split("\n");
  if (!(thrown instanceof Error)) return lines;
  lines.push(...frameLines(stackFrames(thrown)));
  if (thrown instanceof AggregateError) {
    for (const error of thrown.errors) lines.push("Consists of:", ...traceback(error, told));
  }
  if (thrown.cause !== undefined) lines.push("Caused by:", ...traceback(thrown.cause, told));
  return lines;
}

function headline(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : `Uncaught ${inspect(thrown)}`;
}

/** Calls in the cell and in `lib`, each with its line; calls in packages and in Node in between are only counted. */
function frameLines(frames: StackFrame[]): string[] {
  const calls: string[][] = [];
  let foreign = 0;
  for (const { text, position } of frames) {
    if (position === undefined) {
      foreign += 1;
      continue;
    }
    if (foreign > 0) calls.push([`    at … ${foreign} ${foreign === 1 ? "call" : "calls"} in packages or Node.js`]);
    foreign = 0;
    const { source, line, column } = position;
    calls.push([`    at ${text.replace(source, () => shortName(source))}`, ...excerpt(position.text, line, column, 1)]);
  }
  // What is left is the kernel, below the cell.
  return shorten(calls).flat();
}

/** The innermost calls and the outermost, which is the cell's. */
function shorten(calls: string[][]): string[][] {
  const [inner, outer] = [7, 2];
  if (calls.length <= inner + outer) return calls;
  const left = `    at … ${calls.length - inner - outer} more calls`;
  return [...calls.slice(0, inner), [left], ...calls.slice(-outer)];
}

/** The line with its number, and a mark below what is meant. Long lines are cut around it. */
function excerpt(text: string, line: number, column: number, length: number): string[] {
  const from = column > 100 ? column - 60 : 0;
  const shown = text.slice(from, from + 120).replace(/\t/g, " ");
  const mark = "^".repeat(Math.max(1, Math.min(length, shown.length - (column - 1 - from))));
  const number = `${line}`.padStart(8);
  return [`${number} | ${shown}`, `${" ".repeat(number.length)} | ${" ".repeat(column - 1 - from)}${mark}`];
}

/** A file's path in the project; a cell's name as it is. */
function shortName(source: string): string {
  return source.startsWith(process.cwd()) ? relative(process.cwd(), source) : source;
}

/** Modules that a cell defines with tslab's `@module` are not on disk. */
function readSource(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
