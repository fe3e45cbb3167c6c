/**
 * A notebook's session: its cells compiled and run by tslab, one after the other.
 */
import { setImmediate } from "node:timers/promises";
import type { QuickInfo } from "@tslab/typescript-for-tslab";
import type { Converter, ConvertResult, Diagnostic, SideOutput } from "tslab/dist/converter.js";
import type { Executor } from "tslab/dist/executor.js";
import { reportFileChanges } from "../compiling/file-changes";
import { LoadedModules } from "../compiling/loaded-modules";
import { notebookImports } from "../compiling/notebook-imports";
import { library } from "../compiling/project-library";
import { latestCompletionPlace, sourceMaps, tslab } from "../compiling/tslab";
import { type Completion, describeCompletions } from "./completion";
import { registerScript } from "./stack-traces";

/** A cell, or a file of `lib` that it imports, that does not type-check. */
export class TypeScriptError extends Error {
  override readonly name: string = "TypeScript error";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.messageText);
    this.diagnostics = diagnostics;
  }
}

/** A cell that was ended by the stop button. */
export class CellInterrupted extends Error {
  override readonly name: string = "Interrupted";

  constructor(message = "The cell was stopped.") {
    super(message);
  }
}

const cannotFindModule = 2307;
/** Thrown through tslab when a cell has been compiled. */
const compiledFirst: unique symbol = Symbol("compiled");

export class NotebookSession {
  readonly #converter = tslab.converter.createConverter({ isJS: false, isBrowser: false });
  readonly #root: string;
  /** tslab's own, for what a session leaves to it. */
  readonly executor: Executor;
  readonly #modules = new LoadedModules();
  #cellName = "";
  #compiled: ConvertResult | undefined;
  // What tslab reports of the cell that runs.
  #diagnostics: Diagnostic[] = [];
  #thrown: unknown;
  #lastExpression: string | undefined;
  #stopped: { reason: unknown } | undefined;
  /** What is left to be read ahead, and what has been: kept among the declarations, or TypeScript would forget it. */
  #toRead: string[] | undefined;
  readonly #readAhead: string[] = [];
  #rejectRest: (reason: unknown) => void = () => {};

  /** @param root - the folder that `./` means in a cell's imports: the working directory. */
  constructor(root: string) {
    this.#root = root;
    const { inspect, complete } = this.#converter;
    const converter = {
      ...this.#converter,
      convert: (declarations: string, code: string) => this.#compiled ?? this.#compileFirst(declarations, code),
      inspect: (declarations: string, code: string, at: number) => inspect(this.#with(declarations), code, at),
      complete: (declarations: string, code: string, at: number) => complete(this.#with(declarations), code, at),
      addModule: (...parameters: Parameters<Converter["addModule"]>) => {
        this.#diagnostics = this.#converter.addModule(...parameters);
        return this.#diagnostics;
      },
    };
    this.executor = tslab.executor.createExecutor(
      root,
      { node: converter, browser: converter, close: converter.close },
      { log: () => {}, error: (thrown: unknown) => (this.#thrown = thrown) },
    );
  }

  /**
   * Runs a cell.
   *
   * @param name what stack traces call the cell.
   * @returns the value of its last expression, undefined where it ends with another statement.
   * @throws what the cell throws; {@link TypeScriptError}; {@link CellInterrupted}.
   */
  async evaluate(code: string, name: string): Promise<unknown> {
    reportFileChanges(library);
    this.#cellName = name;
    this.#diagnostics = [];
    this.#lastExpression = undefined;
    this.#stopped = undefined;
    const succeeded = await this.#execute(code);
    if (this.#diagnostics.length > 0) throw new TypeScriptError(this.#diagnostics);
    if (!succeeded) throw this.#reason();
    if (this.#lastExpression === undefined) return undefined;
    const value: unknown = this.executor.locals[this.#lastExpression];
    delete this.executor.locals[this.#lastExpression];
    return value;
  }

  /**
   * Ends the cell that runs with an error. The code that it started goes on where nothing else ends it.
   * @param reason - what the cell seems to have thrown
   */
  stop(reason: unknown): void {
    this.#stopped = { reason };
    this.executor.interrupt();
    this.#rejectRest(reason);
  }

  /** Waits for the rest of a cell, such as charts that are still being drawn, unless it is stopped. */
  untilStopped<T>(rest: Promise<T>): Promise<T> {
    const stopped = new Promise<never>((_, reject) => {
      this.#rejectRest = reject;
      if (this.#stopped !== undefined) reject(this.#stopped.reason);
    });
    return Promise.race([rest, stopped]);
  }

  /** What could be written at an offset of a cell, counted in UTF-16 units, in the place of what is between `start` and `end`. */
  complete(code: string, offset: number): { start: number; end: number; completions: Completion[] } {
    reportFileChanges(library);
    const found = this.executor.complete(code, offset);
    const place = latestCompletionPlace();
    return { start: found.start, end: found.end, completions: place ? describeCompletions(found, place) : [] };
  }

  /** What is known of the name at an offset, counted in UTF-16 units. */
  inspect(code: string, offset: number): QuickInfo | undefined {
    reportFileChanges(library);
    return this.executor.inspect(code, offset);
  }

  /**
   * Reads the declarations of one more module that the notebook imports, while nothing else is to be done.
   *
   * @returns whether there was one
   */
  readAhead(): boolean {
    this.#toRead ??= notebookImports(this.#root);
    const next = this.#toRead.shift();
    if (next === undefined) return false;
    this.#readAhead.push(`import ${JSON.stringify(next)};`);
    this.#converter.convert(this.#with(""), "");
    if (this.#toRead.length === 0) library.removeUnused();
    return true;
  }

  #with(declarations: string): string {
    return [declarations, ...this.#readAhead].join("\n");
  }

  /**
   * Has tslab compile the cell and, some turns of the event loop later, run it. Where Node's `vm` begins to run a script it
   * forgets a SIGINT that came before and was not told of yet.
   */
  async #execute(code: string): Promise<boolean> {
    try {
      this.#compiled = undefined;
      return await this.executor.execute(code); // of a cell that is not to be run, such as a module
    } catch (error) {
      if (error !== compiledFirst) throw error;
    }
    await setImmediate(); // perhaps still of the turn that the cell came in
    await setImmediate();
    return this.#stopped === undefined && this.executor.execute(code);
  }

  #compileFirst(declarations: string, code: string): never {
    this.#compiled = this.#convert(declarations, code);
    throw compiledFirst;
  }

  /** Why the cell failed: tslab and Node's `vm` report a stop with errors of their own. */
  #reason(): unknown {
    if (this.#stopped !== undefined) return this.#stopped.reason;
    const code = this.#thrown instanceof Error && Reflect.get(this.#thrown, "code");
    return code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ? new CellInterrupted() : this.#thrown;
  }

  #convert(declarations: string, code: string): ConvertResult {
    sourceMaps.clear();
    const result = this.#converter.convert(this.#with(declarations), code);
    this.#diagnostics = result.diagnostics;
    if (result.diagnostics.some((diagnostic) => diagnostic.code === cannotFindModule)) {
      // The file may be written next. TypeScript forgets what it did not find when something else is imported.
      this.#converter.convert("", 'import "node:os";');
    }
    this.#lastExpression = result.lastExpressionVar;
    const modules = [...(result.sideOutputs ?? []).map(registered), ...library.wanted.flatMap(moduleOf)];
    const script = this.#cellName.replace(/\W+/g, "-");
    register(script, result.output ?? "", this.#cellName, 1);
    return {
      ...result,
      output: result.output && `${result.output}\n//# sourceURL=${script}`,
      sideOutputs: this.#modules.update(modules),
      lastExpressionVar: undefined, // tslab would print it
    };
  }
}

/** A file of the project as a module that tslab loads. */
function moduleOf(path: string): SideOutput[] {
  const compiled = library.compiledOf(path);
  if (compiled === undefined) return [];
  const name = path.replace(/\.ts$/, ".js");
  registerScript(name, { source: path, linesBefore: 0, sourceMaps: () => [compiled.sourceMap()] });
  return [{ path: name, data: compiled.script }];
}

/** A module that tslab compiled, such as one that a cell defines. */
function registered(module: SideOutput): SideOutput {
  register(module.path, module.data, module.path.replace(/\.js$/, ".ts"), 0);
  return module;
}

function register(name: string, script: string, source: string, linesBefore: number): void {
  const maps = sourceMaps.get(script);
  if (maps === undefined) return;
  const { moduleMap, scriptMap } = maps;
  registerScript(name, {
    source,
    linesBefore,
    lines: script.split("\n").length,
    sourceMaps: () => [scriptMap, moduleMap],
  });
}
