import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Engine } from "../../lib/set-up/machine/engine.mjs";
import { tensorflowBuild } from "../../lib/set-up/machine/tensorflow-build.mjs";

/** The folder of a build of TensorFlow, where this machine has it: linked in this clone, or in the cache. */
export function buildFolder(engine: Engine): string | undefined {
  const { name } = tensorflowBuild(engine);
  const caches = [
    process.env.WORKBOOK_CACHE || "var/cache",
    realpathSync("var/tensorflow").split("/tensorflow-")[0] ?? "",
  ];
  return caches.map((cache) => path.resolve(cache, name)).find((folder) => existsSync(folder));
}
