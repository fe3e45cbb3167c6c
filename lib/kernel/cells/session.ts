/**
 * A notebook's session: its cells compiled and run by tslab, one after the other.
 */
import { setImmediate } from "node:timers/promises";
import type { QuickInfo } from "@tslab/typescript-for-tslab";
import type { CompletionInfo, Converter, ConvertResult, Diagnostic } from "tslab/dist/converter.js";
import type { Executor } from "tslab/dist/executor.js";
import { reportFileChanges } from "../compiling/file-changes";
import { LoadedModules } from "../compiling/loaded-modules";
import { sourceMaps, tslab } from "../compiling/tslab";
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
  #rejectRest: (reason: unknown) => void = () => {};

  /** @param root - the folder that `./` means in a cell's imports: the working directory. */
  constructor(root: string) {
    const converter = {
      ...this.#converter,
      convert: (declarations: string, code: string) => this.#compiled ?? this.#compileFirst(declarations, code),
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
    reportFileChanges();
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

  /** What could be written at an offset of a cell; see {@link NotebookSession.inspect}. */
  complete(code: string, offset: number): CompletionInfo {
    reportFileChanges();
    return this.executor.complete(code, offset);
  }

  /** What is known of the name at an offset, counted in UTF-16 units. */
  inspect(code: string, offset: number): QuickInfo | undefined {
    reportFileChanges();
    return this.executor.inspect(code, offset);
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
    const result = this.#converter.convert(declarations, code);
    this.#diagnostics = result.diagnostics;
    if (result.diagnostics.some((diagnostic) => diagnostic.code === cannotFindModule)) {
      // The file may be written next. TypeScript forgets what it did not find when something else is imported.
      this.#converter.convert("", 'import "node:os";');
    }
    this.#lastExpression = result.lastExpressionVar;
    const compiled = result.sideOutputs ?? [];
    for (const { path, data } of compiled) register(path, data, path.replace(/\.js$/, ".ts"), 0);
    const script = this.#cellName.replace(/\W+/g, "-");
    register(script, result.output ?? "", this.#cellName, 1);
    return {
      ...result,
      output: result.output && `${result.output}\n//# sourceURL=${script}`,
      sideOutputs: this.#modules.update(compiled),
      lastExpressionVar: undefined, // tslab would print it
    };
  }
}

function register(name: string, script: string, source: string, linesBefore: number): void {
  const maps = sourceMaps.get(script);
  if (maps !== undefined) registerScript(name, { source, linesBefore, lines: script.split("\n").length, ...maps });
}
