/**
 * The Node addon of @tensorflow/tfjs-node-gpu, built against TensorFlow's library in `var/tensorflow`.
 *
 * The package would download an addon for TensorFlow 2.9. Its two source files need no more than a compiler, so neither
 * node-gyp nor make is asked for. The addon uses Node's stable interface: one build serves Node 20 to 26.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compilerAdvice, findCompiler } from "../machine/find-compiler.mjs";
import { run } from "../process/command.mjs";
import { failureOf, SetUpFailure } from "../process/failure.mjs";

const VERSION = "2.21.0"; // TensorFlow's

/**
 * @param {import("./step.mjs").Place} place
 * @returns {import("./step.mjs").Step}
 */
export function tensorflowBinding({ root, build }) {
  const source = join(root, "node_modules/@tensorflow/tfjs-node-gpu");
  const folder = join(source, "lib", "napi-v8"); // where node-pre-gyp looks for it
  const binding = join(folder, "tfjs_binding.node");
  const record = join(folder, "tfjs_binding.json"); // what the binding was built with; npm removes both with the package
  const content = JSON.stringify([build.name, ...compilerArguments("", build)]);
  return {
    title: "TensorFlow's Node binding",
    disk: { folder, bytes: 10e6 },
    findProgram: findCompiler,
    isDone: () => existsSync(binding) && existsSync(record) && readFileSync(record, "utf8") === content,
    async run(progress) {
      const compiler = findCompiler();
      progress.update(`compiling with ${compiler[0]}, some ten seconds`);
      mkdirSync(folder, { recursive: true });
      const partial = join(folder, "partial.node");
      await compile(
        [...compiler, ...compilerArguments(root, build), "-o", partial],
        source,
        join(root, "var/set-up/compiler.log"),
      );
      await checkVersion(partial, root);
      renameSync(partial, binding);
      writeFileSync(record, content);
    },
  };
}

/**
 * @param {string} root
 * @param {import("../machine/tensorflow-build.mjs").TensorflowBuild} build
 * @returns {string[]} for a compiler started in the package's folder
 */
function compilerArguments(root, { libraries }) {
  const library = join(root, "var/tensorflow");
  const includes = ["..", join(library, "include"), join(root, "node_modules/node-api-headers/include")];
  const fromBinding = "../../../../../var/tensorflow"; // the clone can be moved
  const linking =
    process.platform === "darwin"
      ? ["-bundle", "-undefined", "dynamic_lookup", `-Wl,-rpath,@loader_path/${fromBinding}`]
      : ["-shared", `-Wl,-rpath,$ORIGIN/${fromBinding}`];
  return [
    ...["-fPIC", "-O2", "-std=c++17", "-w", "-DNAPI_VERSION=8"],
    ...includes.map((folder) => `-I${folder}`),
    ...["binding/tfjs_backend.cc", "binding/tfjs_binding.cc"],
    ...linking,
    ...libraries.map((name) => join(library, name)),
  ];
}

/**
 * @param {string[]} command
 * @param {string} cwd
 * @param {string} log
 */
async function compile(command, cwd, log) {
  const { status, lines } = await run(command, { cwd, log });
  if (status === 0) return;
  if (lines.some((line) => /xcode-select|xcrun: error|cc1plus/.test(line)))
    throw new SetUpFailure(`The C++ compiler ${command[0]} is only half installed: ${compilerAdvice}.`);
  throw failureOf({ program: command[0] ?? "", what: "TensorFlow's Node binding", lines, log });
}

/**
 * Loads the binding in a process of its own, for a processor or system library that TensorFlow cannot use would end it.
 *
 * @param {string} binding
 * @param {string} root
 */
async function checkVersion(binding, root) {
  const log = join(root, "var/set-up/binding-check.log");
  const program = "console.log(require(process.argv[1]).TF_Version)";
  const { status, lines } = await run([process.execPath, "-e", program, binding], { cwd: root, log });
  if (status === 0 && lines.at(-1) === VERSION) return;
  const reason = lines.find((line) => line.includes("Error")) ?? `exit status ${status}`;
  throw new SetUpFailure(`TensorFlow's library does not load on this machine (${reason.trim()}): see ${log}.`);
}
