import path from "node:path";
import { build, type Plugin } from "esbuild";

/** The library's modules that a browser has others for, by their paths in `lib`, and Node's that they use. */
const REPLACED: Readonly<Record<string, string>> = {
  "engine/tensorflow": "tensorflow.ts",
  "engine/forward-pass": "forward-pass.ts",
  "engine/run-sizes": "run-sizes.ts",
  "model/pretrained/graph-file": "graph-file.ts",
  "node:timers/promises": "timers.ts",
};

const LIBRARY = path.resolve(__dirname, "..");

/** What a bundle is made of. */
export interface BundleOptions {
  /** The module that it begins with, such as `main.ts` in `lib/page/browser`. */
  entry: string;
  /** The file that it becomes; beside it come the licenses of what is in it. */
  file: string;
  /** Values of names that the modules only declare. */
  values: Readonly<Record<string, unknown>>;
}

/**
 * Makes one script for browsers of a module, of what it uses of the library, and of TensorFlow.js for browsers.
 *
 * @throws when a module cannot be found or is no TypeScript
 */
export async function bundle({ entry, file, values }: BundleOptions): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "linked",
    define: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)])),
    logLevel: "silent", // what goes wrong is thrown
    plugins: [replacing],
  });
}

const replacing: Plugin = {
  name: "replacing",
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path: wanted, resolveDir }) => {
      const name = wanted.startsWith(".") ? path.relative(LIBRARY, path.resolve(resolveDir, wanted)) : wanted;
      const replacement = REPLACED[name.split(path.sep).join("/")];
      return replacement ? { path: path.join(__dirname, "browser", "replacements", replacement) } : undefined;
    });
  },
};
