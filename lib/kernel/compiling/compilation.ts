import { join } from "node:path";
import type { CompilerOptions, Diagnostic, Program, SourceFile } from "@tslab/typescript-for-tslab";
import { typescript as ts } from "./typescript";

/** What comes of a file that type-checks. */
export type CompiledFile = {
  /** Its declarations: all that type-checking an import of it needs. */
  declaration: string;
  /** As Node runs it, a CommonJS module. */
  script: string;
  /** The script's source map, as JSON, with the source in it. */
  sourceMap: () => string;
};

/** tslab's own, but for the second of its two steps, from an ES module to a CommonJS one, which is taken at once. */
export const compilerOptions: CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  esModuleInterop: true,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  types: ["node"],
  declaration: true,
  sourceMap: true,
  inlineSources: true,
  newLine: ts.NewLineKind.LineFeed,
  noImplicitUseStrict: true,
  experimentalDecorators: true,
  resolveJsonModule: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
};

/** The declarations of packages, which stay as they are while a kernel runs. */
const packages = new Map<string, SourceFile | undefined>();

/** Some files of the project under compilation, each checked when it is asked for. */
export class Compilation {
  readonly #program: Program;
  readonly #sources: ReadonlyMap<string, string>;

  /**
   * @param root - the project's folder
   * @param sources - what is to be compiled, by paths
   * @param declarationOf - what is known already of the project's other files
   */
  constructor(root: string, sources: ReadonlyMap<string, string>, declarationOf: (path: string) => string | undefined) {
    const options = { ...compilerOptions, rootDir: root, outDir: join(root, "compiled") };
    const host = ts.createCompilerHost(options);
    const { getSourceFile } = host;
    host.getSourceFile = (path, version, onError) => {
      const text = sources.get(path) ?? declarationOf(path);
      if (text !== undefined) return ts.createSourceFile(path, text, version);
      if (!path.includes("/node_modules/")) return getSourceFile(path, version, onError);
      if (!packages.has(path)) packages.set(path, getSourceFile(path, version, onError));
      return packages.get(path);
    };
    this.#sources = sources;
    this.#program = ts.createProgram([...sources.keys()], options, host);
  }

  /** Checks and compiles one of the sources. */
  compile(path: string): { compiled?: CompiledFile; problems: readonly Diagnostic[] } {
    const file = this.#program.getSourceFile(path);
    if (file === undefined) throw new Error(`${path} is not among the ${this.#sources.size} sources`);
    const problems = [
      ...this.#program.getSyntacticDiagnostics(file),
      ...this.#program.getSemanticDiagnostics(file),
      ...this.#program.getDeclarationDiagnostics(file),
    ];
    if (problems.length > 0) return { problems };
    let [declaration, script, sourceMap] = ["", "", ""];
    this.#program.emit(file, (name, text) => {
      if (name.endsWith(".d.ts")) declaration = text;
      else if (name.endsWith(".map")) sourceMap = text;
      else script = text.replace(/\/\/# sourceMappingURL=\S+\s*$/, "");
    });
    return { compiled: { declaration, script, sourceMap: () => sourceMap }, problems };
  }
}
