/**
 * What Tab offers: names, each with its kind, and functions with their signatures.
 */
import type { Node, Program, SourceFile, Type, Symbol as TypeScriptSymbol } from "@tslab/typescript-for-tslab";
import type { CompletionInfo } from "tslab/dist/converter.js";
import type { CompletionPlace } from "../compiling/tslab";
import { typescript as ts } from "../compiling/typescript";

/** A name that is offered, as JupyterLab's completer takes it (`_jupyter_types_experimental`). */
export type Completion = {
  text: string;
  /** Such as "function" or "property", by which JupyterLab chooses an icon. */
  type: string;
  /** Of functions, such as "(name: string) => number". */
  signature?: string;
};

/** What TypeScript calls otherwise. */
const kinds: Readonly<Record<string, string>> = {
  const: "constant",
  let: "variable",
  var: "variable",
  "local var": "variable",
  "local function": "function",
  getter: "property",
  setter: "property",
  "type parameter": "type",
};

/** Signatures are found for so many names at most, the first: who is offered more goes on typing. */
const mostSignatures = 50;
const longestSignature = 160;

/**
 * Describes what tslab offers.
 *
 * @param place - where it was looked for
 */
export function describeCompletions(
  { candidates, original }: CompletionInfo,
  { program, file, offset }: CompletionPlace,
): Completion[] {
  const kindOf = new Map(original?.entries.map(({ name, kind }) => [name, kind]));
  const checker = program.getTypeChecker();
  const symbolOf = symbolsAt(program, file, offset);
  return candidates.map((text, index) => {
    const kind = kindOf.get(text) ?? "";
    const symbol = index < mostSignatures ? symbolOf(text) : undefined;
    const signature = symbol && signatureOf(checker.getTypeOfSymbolAtLocation(symbol, file), program);
    const type = signature !== undefined && /alias|const/.test(kind) ? "function" : (kinds[kind] ?? kind);
    return { text, type, ...(signature !== undefined && { signature }) };
  });
}

/** Finds what a name means at a place: a member of what stands before the point, or what is in scope. */
function symbolsAt(program: Program, file: SourceFile, at: number): (name: string) => TypeScriptSymbol | undefined {
  const checker = program.getTypeChecker();
  const object = objectBefore(file, at);
  if (object !== undefined) {
    const type = checker.getApparentType(checker.getTypeAtLocation(object));
    return (name) => checker.getPropertyOfType(type, name);
  }
  const scope = new Map<string, TypeScriptSymbol>();
  for (const symbol of checker.getSymbolsInScope(file, ts.SymbolFlags.Value | ts.SymbolFlags.Alias)) {
    scope.set(symbol.name, symbol);
  }
  return (name) => {
    const symbol = scope.get(name);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  };
}

/** The expression before the point of which a member is being written at a place. */
function objectBefore(file: SourceFile, at: number): Node | undefined {
  let found: Node | undefined;
  const visit = (node: Node) => {
    if (at < node.pos || at > node.end) return;
    if (ts.isPropertyAccessExpression(node) && at > node.expression.end) found = node.expression;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function signatureOf(type: Type, program: Program): string | undefined {
  const [signature, ...more] = type.getCallSignatures();
  if (signature === undefined) return undefined;
  const text = program.getTypeChecker().signatureToString(signature);
  const all = more.length > 0 ? `${text} (+${more.length})` : text;
  return all.length > longestSignature ? `${all.slice(0, longestSignature)}…` : all;
}
