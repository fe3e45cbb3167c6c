/**
 * The modules of the project that cells have loaded, so that a change reaches all that import the changed file: tslab itself
 * reloads the file alone, and what was loaded before goes on with the old one.
 */
import { dirname, extname, join } from "node:path";
import type { SideOutput } from "tslab/dist/converter.js";

export class LoadedModules {
  readonly #modules = new Map<string, SideOutput>();

  /**
   * Takes in modules as they are now.
   * @returns those that have changed, and all that import them, directly or through others: what has to be loaded anew.
   */
  update(modules: readonly SideOutput[]): SideOutput[] {
    const changed = modules.filter(({ path, data }) => this.#modules.get(path)?.data !== data);
    for (const module of changed) this.#modules.set(module.path, module);
    const stale = new Set(changed);
    // A set's iteration goes on to what is added during it.
    for (const module of stale) for (const importer of this.#importersOf(module.path)) stale.add(importer);
    return [...stale];
  }

  #importersOf(path: string): SideOutput[] {
    return [...this.#modules.values()].filter((module) => importedPaths(module).includes(path));
  }
}

function importedPaths({ path, data }: SideOutput): string[] {
  return Array.from(data.matchAll(/\brequire\("(\.[^"]*)"\)/g), ([, specifier = ""]) => {
    const imported = join(dirname(path), specifier);
    return extname(imported) === "" ? `${imported}.js` : imported;
  });
}
