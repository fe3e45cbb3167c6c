/** The C++ compiler that builds the binding. */
import { spawnSync } from "node:child_process";
import { SetUpFailure } from "../process/failure.mjs";

/** How to get a compiler, on this platform. */
export const compilerAdvice =
  process.platform === "darwin"
    ? "install Apple's command line tools with `xcode-select --install`"
    : "install one with `apt-get install g++ make`, or what your distribution calls it";

/**
 * @returns {string[]} the command, with the arguments that the environment's CXX may give it
 * @throws {SetUpFailure} when there is none
 */
export function findCompiler() {
  const asked = process.env.CXX?.trim();
  const candidates = asked ? [asked] : ["g++", "c++", "clang++"];
  const commands = candidates.map((candidate) => candidate.split(/\s+/));
  // Those that are there say that they are given no input.
  const found = commands.find(([program = ""]) => spawnSync(program).error === undefined);
  if (found !== undefined) return found;
  const missing = asked
    ? `the compiler that CXX names, ${asked}, is missing: unset CXX, or`
    : "a C++ compiler is missing:";
  throw new SetUpFailure(`TensorFlow's Node binding cannot be built, ${missing} ${compilerAdvice}.`);
}
