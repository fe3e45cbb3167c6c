/**
 * Changed files, found by looking at them when a cell is run: that is exact, where an operating system's watcher reports late
 * or, on network drives, never; and setting up hundreds of watchers would cost the kernel's start half a second.
 */
import { sep } from "node:path";
import type { FileWatcher, FileWatcherCallback } from "@tslab/typescript-for-tslab";
import { versionOf } from "./file-version";
import type { Library } from "./library";

type WatchedFile = { path: string; version: string; report: FileWatcherCallback };

// The numbers of TypeScript's FileWatcherEventKind.
const created = 0;
const changed = 1;
const deleted = 2;

const watchedFiles = new Map<string, WatchedFile>();

/**
 * Watches a file for TypeScript (`sys.watchFile`), from now on: a file that is no longer imported may be changed and imported
 * again, and tslab must know. Packages are taken to stay as they are while a kernel runs.
 */
export function watchFile(path: string, report: FileWatcherCallback): FileWatcher {
  const inPackage = path.includes(`${sep}node_modules${sep}`);
  if (!inPackage) watchedFiles.set(path, { path, version: versionOf(path), report });
  return { close: () => {} };
}

/**
 * Tells TypeScript which of the watched files were changed, created or deleted since the last call.
 *
 * @param library - has looked at its own files: of these, TypeScript is only told of what it would read otherwise
 */
export function reportFileChanges(library: Library): void {
  const altered = library.refresh();
  for (const file of [...watchedFiles.values()]) {
    const version = versionOf(file.path);
    const isChanged = library.knows(file.path) ? altered.has(file.path) : version !== file.version;
    const kind = version === "" ? deleted : file.version === "" ? created : changed;
    file.version = version;
    if (isChanged) file.report(file.path, kind);
  }
}
