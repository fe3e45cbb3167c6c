/** The Python that `.venv` is made from. */
import { spawnSync } from "node:child_process";
import { SetUpFailure } from "../process/failure.mjs";

const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10"];

const question = `
import sys
try:
    import venv
    from ensurepip import bootstrap
except ImportError:
    venv = None
print(sys.executable, *sys.version_info[:2], venv is not None, sep="\\n")
`;

/**
 * The first Python on PATH that is 3.10 or newer and can make virtual environments.
 *
 * @returns {string} its path
 * @throws {SetUpFailure} when there is none
 */
export function findPython() {
  const found = names.flatMap((name) => {
    const { status, stdout } = spawnSync(name, ["-c", question], { encoding: "utf8" });
    if (status !== 0) return []; // no such program, or a stand-in for one that is not installed
    const [path = name, major, minor, hasVenv] = stdout.split("\n");
    return [
      {
        path,
        version: `${major}.${minor}`,
        supported: major === "3" && Number(minor) >= 10,
        hasVenv: hasVenv === "True",
      },
    ];
  });
  const supported = found.filter((python) => python.supported);
  const usable = supported.find((python) => python.hasVenv);
  if (usable !== undefined) return usable.path;
  const [first] = supported;
  if (first !== undefined)
    throw new SetUpFailure(
      `Python ${first.version} (${first.path}) has no venv module: install it with \`apt-get install python3-venv\` ` +
        `(or python${first.version}-venv), or put another Python from 3.10 on first in PATH.`,
    );
  const [old] = found;
  const state = old === undefined ? "is missing" : `is missing (${old.path} is ${old.version})`;
  throw new SetUpFailure(
    `Python 3.10 or newer ${state}: install it with \`apt-get install python3 python3-venv\`, or \`brew install python\` on macOS.`,
  );
}
