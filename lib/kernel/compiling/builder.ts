/**
 * The program that tslab compiles a cell with, without TypeScript's record of which file refers to which: it covers the
 * declarations of all packages, is made anew for each cell, and takes half of its compilation.
 */
import type {
  BuilderProgram,
  Program,
  ResolvedModuleWithFailedLookupLocations,
  SourceFile,
} from "@tslab/typescript-for-tslab";
import type { Library } from "./library";
import { withShorthandProperties } from "./shorthand-properties";
import { typescript } from "./typescript";

/** TypeScript's internal map from the specifiers of a file's imports to what they were resolved to. */
type Resolutions = { forEach(visit: (resolution: ResolvedModuleWithFailedLookupLocations) => void): void };

/** What TypeScript's `createAbstractBuilder` makes, with the two methods that tslab needs completed. */
export function createBuilder(
  library: Library,
  ...parameters: Parameters<typeof typescript.createAbstractBuilder>
): BuilderProgram {
  const builder = typescript.createAbstractBuilder(...parameters);
  builder.getProgram().getTypeChecker(); // finds the names that files declare, which tslab reads off them
  return {
    ...builder,
    getAllDependencies(file) {
      const { own, others } = sourcesImportedBy(file, builder.getProgram(), library);
      library.want(own);
      return others;
    },
    emit(file, writeFile, cancellationToken, onlyDeclarations, transformers) {
      const checker = builder.getProgram().getTypeChecker();
      const completed = withShorthandProperties(typescript, checker, transformers);
      return builder.emit(file, writeFile, cancellationToken, onlyDeclarations, completed);
    },
  };
}

/**
 * The paths of a file and of all TypeScript and JavaScript that it imports, directly or through others.
 *
 * @returns `own`: the first of the library's files on each way; `others`: what tslab compiles, such as modules that cells define
 */
function sourcesImportedBy(
  file: SourceFile,
  program: Program,
  library: Library,
): { own: Set<string>; others: string[] } {
  const own = new Set<string>();
  const others = new Set([file.fileName]);
  // A set's iteration goes on to what is added during it.
  for (const path of others) {
    const source = program.getSourceFile(path);
    const resolutions: Resolutions | undefined = source && Reflect.get(source, "resolvedModules");
    resolutions?.forEach(({ resolvedModule }) => {
      const imported = resolvedModule?.resolvedFileName ?? "";
      if (library.has(imported)) own.add(imported);
      else if (/(?<!\.d)\.[jt]s$/.test(imported) && program.getSourceFile(imported)) others.add(imported);
    });
  }
  return { own, others: [...others] };
}
