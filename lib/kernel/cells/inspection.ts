/**
 * What Shift-Tab shows: the signature and the docstring of the name at the cursor or, within the parentheses of a call, of the
 * function that is called.
 */
import type { CallExpression, NewExpression, Node, QuickInfo } from "@tslab/typescript-for-tslab";
import type { MimeBundle } from "../../display/display";
import { typescript as ts } from "../compiling/typescript";
import type { NotebookSession } from "./session";

/** The description of what is at an offset of a cell, counted in UTF-16 units. */
export function describeAt(session: NotebookSession, code: string, offset: number): MimeBundle | undefined {
  const candidates = [offset, offset - 1, ...calledNames(code, offset)].filter((candidate) => candidate >= 0);
  for (const candidate of candidates) {
    const info = session.inspect(code, candidate);
    // A name that TypeScript does not know has the type any.
    if (info !== undefined && ts.displayPartsToString(info.displayParts) !== "any") return describe(info);
  }
  return undefined;
}

/** Where the names of the functions stand in whose arguments the offset is, the innermost call first. */
function calledNames(code: string, offset: number): number[] {
  const file = ts.createSourceFile("cell.ts", code, ts.ScriptTarget.ES2022);
  const names: number[] = [];
  const visit = (node: Node) => {
    if (offset < node.pos || offset > node.end) return;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && withinArguments(node, offset)) {
      const { expression } = node;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
      names.unshift(name.getStart(file));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function withinArguments({ arguments: args, end }: CallExpression | NewExpression, offset: number): boolean {
  return args !== undefined && offset >= args.pos && offset <= end;
}

function describe({ displayParts, documentation, tags }: QuickInfo): MimeBundle {
  // What is imported is as good as what is declared here.
  const signature = ts.displayPartsToString(displayParts).replace(/^\(alias\) (.*)\n(import|export) .*$/s, "$1");
  const explanation = ts.displayPartsToString(documentation);
  const details = (tags ?? []).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text).trim() }));
  const paragraphs = (parts: string[]) => parts.filter((part) => part !== "").join("\n\n");
  return {
    "text/plain": paragraphs([signature, explanation, details.map(({ name, text }) => `@${name} ${text}`).join("\n")]),
    "text/markdown": paragraphs([
      codeBlock(signature),
      explanation,
      ...details.map(({ name, text }) => `**@${name}** ${name === "example" ? `\n${codeBlock(text)}` : text}`),
    ]),
  };
}

function codeBlock(code: string): string {
  return code.includes("```") ? code : `\`\`\`typescript\n${code}\n\`\`\``;
}
