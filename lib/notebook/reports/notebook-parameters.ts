import { codeCells, type NotebookFile } from "./notebook-file";

/** A parameter that a notebook declares in its cell tagged `parameters`. */
export interface NotebookParameter {
  name: string;
  /** Its TypeScript type: as declared, or else that of its default. */
  type: string;
  value: number | boolean | string;
}

const literal = /"[^"]*"|'[^']*'|[^;/"'`]+?/;
const declaration = new RegExp(
  `^\\s*(?:const|let)\\s+([\\w$]+)\\s*(?::\\s*([^=]+?))?\\s*=\\s*(${literal.source})\\s*;?\\s*(?://.*)?$`,
  "gm",
);

/** The parameters of a notebook: the declarations in its cell tagged `parameters` whose value is a literal. */
export function notebookParameters(notebook: NotebookFile): NotebookParameter[] {
  const [cell = ""] = codeCells(notebook, "parameters");
  return [...cell.matchAll(declaration)].flatMap(([, name = "", type, text = ""]) => {
    const value = parseLiteral(text);
    return value === undefined ? [] : [{ name, type: type ?? typeof value, value }];
  });
}

function parseLiteral(text: string): NotebookParameter["value"] | undefined {
  if (text === "true" || text === "false") return text === "true";
  if (/^["']/.test(text)) return text.slice(1, -1);
  const number = Number(text.replaceAll("_", ""));
  return Number.isNaN(number) ? undefined : number;
}

/**
 * The value that a text from the command line means for a parameter, by the type of its default.
 *
 * @throws Error where the text is not of that type
 */
export function parseValue({ name, value }: NotebookParameter, text: string): NotebookParameter["value"] {
  if (typeof value === "string") return text;
  if (typeof value === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw new Error(`The parameter ${name} is true or false, not "${text}".`);
  }
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) {
    throw new Error(`The parameter ${name} is a number, like ${value}, not "${text}".`);
  }
  return number;
}
