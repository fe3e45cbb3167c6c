/**
 * tslab as it is, on its own TypeScript with four functions wrapped. All of the kernel takes tslab from here.
 *
 * tslab is loaded by Node's own `require`, not by the loader of this file, so that a notebook that imports `tslab` gets the
 * same one.
 */
import { createRequire } from "node:module";
import type {
  BuilderProgram,
  CompilerOptions,
  CreateProgram,
  Diagnostic,
  DiagnosticReporter,
  Program,
  SourceFile,
  System,
  TranspileOptions,
  WatchStatusReporter,
} from "@tslab/typescript-for-tslab";
import { createBuilder } from "./builder";
import { watchFile } from "./file-changes";
import { library } from "./project-library";
import { typescript } from "./typescript";

const load = createRequire(__filename);
type TypeScript = typeof typescript;

/** The source maps of what was compiled since they were last cleared, by the text of the compiled script. */
export const sourceMaps = new Map<string, { moduleMap: string; scriptMap: string }>();

/** Where in a program completions were asked for. */
export type CompletionPlace = { program: Program; file: SourceFile; offset: number };
let completionPlace: CompletionPlace | undefined;

/** Where tslab looked for completions last: what it tells of them are names alone. */
export function latestCompletionPlace(): CompletionPlace | undefined {
  return completionPlace;
}

// tslab reads TypeScript's functions off the object that it requires: it gets a copy, with these in the place of the originals.
const loaded = load.cache[load.resolve("@tslab/typescript-for-tslab")];
if (loaded !== undefined) {
  const Completions = { ...typescript.Completions, getCompletionsAtPositionForTslab };
  loaded.exports = {
    ...typescript,
    Completions,
    createWatchCompilerHost,
    getPreEmitDiagnosticsOfFiles,
    transpileModule,
  };
}
// Watched folders would be reported through timers that tslab's cannot cope with: its next cell fails.
Object.assign(typescript.sys, { watchFile, watchDirectory: () => ({ close: () => {} }) });

export const tslab: {
  converter: typeof import("tslab/dist/converter.js");
  executor: typeof import("tslab/dist/executor.js");
  jupyter: typeof import("tslab/dist/jupyter.js");
  util: typeof import("tslab/dist/util.js");
} = {
  converter: load("tslab/dist/converter.js"),
  executor: load("tslab/dist/executor.js"),
  jupyter: load("tslab/dist/jupyter.js"),
  util: load("tslab/dist/util.js"),
};

/**
 * With source maps, with the global types of Node alone, as in the project's tsconfig, and with the declarations of the project's
 * files in the place of these.
 */
function createWatchCompilerHost(
  files: string[],
  options: CompilerOptions,
  system: System,
  _createProgram: null,
  reportDiagnostic: DiagnosticReporter,
  reportStatus: WatchStatusReporter,
) {
  const adapted = { ...options, types: ["node"], inlineSourceMap: true, inlineSources: true };
  const create: CreateProgram<BuilderProgram> = (...parameters) => createBuilder(library, ...parameters);
  const readFile: System["readFile"] = (path, encoding) =>
    library.has(path) ? library.textOf(path) : system.readFile(path, encoding);
  const reading = Object.assign(Object.create(system), { readFile });
  return typescript.createWatchCompilerHost(files, adapted, reading, create, reportDiagnostic, reportStatus);
}

/**
 * With the problems of the project's files that the cell imports, and with each message as one text: tslab takes the parts of a
 * composed one for errors of their own, in the cell.
 */
function getPreEmitDiagnosticsOfFiles(...parameters: Parameters<TypeScript["getPreEmitDiagnosticsOfFiles"]>) {
  const problems = library.wanted.flatMap((path) => library.problemsOf(path));
  return [...typescript.getPreEmitDiagnosticsOfFiles(...parameters), ...problems].map(
    (diagnostic): Diagnostic => ({
      ...diagnostic,
      messageText: typescript.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
    }),
  );
}

/** Keeps the place. */
function getCompletionsAtPositionForTslab(
  ...parameters: Parameters<TypeScript["Completions"]["getCompletionsAtPositionForTslab"]>
) {
  const [, program, , file, offset] = parameters;
  completionPlace = { program, file, offset };
  return typescript.Completions.getCompletionsAtPositionForTslab(...parameters);
}

/** tslab's second step, from an ES module to a CommonJS script: keeps the source maps of both steps. */
function transpileModule(code: string, options: TranspileOptions) {
  const [comment, moduleMap = ""] = code.match(/\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/) ?? [
    "",
  ];
  const result = typescript.transpileModule(code.slice(0, code.length - comment.length), {
    ...options,
    compilerOptions: { ...options.compilerOptions, sourceMap: true },
  });
  const outputText = result.outputText.replace(/\/\/# sourceMappingURL=\S+\s*$/, "");
  const scriptMap = result.sourceMapText ?? "";
  sourceMaps.set(outputText, { moduleMap: Buffer.from(moduleMap, "base64").toString(), scriptMap });
  return { ...result, outputText };
}
