import path from "node:path";
import { notebookNames, readNotebook } from "./notebook-file";
import { type NotebookParameter, notebookParameters, parseValue } from "./notebook-parameters";

/** A notebook with the values that take the place of its parameters' own. */
export interface NotebookRun {
  name: string;
  file: string;
  values: { [parameter: string]: NotebookParameter["value"] };
  /** The TypeScript types of these parameters. */
  types: { [parameter: string]: string };
}

/**
 * The notebooks to run, with the parameters to run them with.
 *
 * @param folder - where the notebooks are
 * @param names - such as `04-train`; all notebooks, in their order, where there are none
 * @param settings - such as `epochs=3`; each goes to every one of these notebooks that has a parameter of this name
 * @throws Error naming the notebooks, or the parameters, that there are, where one is asked for that is not
 */
export function planRuns(folder: string, names: readonly string[], settings: readonly string[]): NotebookRun[] {
  const all = notebookNames(folder);
  const chosen = names.length > 0 ? names.map((name) => path.basename(name, ".ipynb")) : all;
  for (const name of chosen) {
    if (!all.includes(name)) throw new Error(`There is no notebook ${name} in ${folder}, but ${all.join(", ")}.`);
  }
  const runs = chosen.map((name) => ({ name, file: path.join(folder, `${name}.ipynb`), values: {}, types: {} }));
  const parameters = new Map(runs.map((run) => [run, notebookParameters(readNotebook(run.file))]));
  for (const setting of settings) apply(setting, parameters);
  return runs;
}

function apply(setting: string, parameters: Map<NotebookRun, NotebookParameter[]>): void {
  const [, name, text] = /^\s*([\w$]+)\s*=(.*)$/s.exec(setting) ?? [];
  if (name === undefined || text === undefined) {
    throw new Error(`A parameter is set as NAME=VALUE, such as epochs=3, not as "${setting}".`);
  }
  let found = false;
  for (const [run, declared] of parameters) {
    const parameter = declared.find((candidate) => candidate.name === name);
    if (parameter === undefined) continue;
    run.values[name] = parseValue(parameter, text);
    run.types[name] = parameter.type;
    found = true;
  }
  if (found) return;
  const names = new Set([...parameters.values()].flatMap((declared) => declared.map((parameter) => parameter.name)));
  const notebooks = [...parameters.keys()].map((run) => run.name).join(", ");
  throw new Error(`${notebooks}: no parameter is called ${name}; there are ${[...names].join(", ") || "none"}.`);
}
