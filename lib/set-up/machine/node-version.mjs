/**
 * The oldest Node that can run the workbook: 20.19 and 22.12 are the first that can `require` the ES modules it uses.
 * Written in the JavaScript of 2018, so that the Nodes to be refused can read it.
 */

/**
 * What is wrong with a version of Node, as a sentence with the way out, or undefined where nothing is.
 *
 * @example
 * nodeVersionProblem("18.20.4"); // "Node 18.20.4 is too old for the workbook, which needs …"
 *
 * @param {string} version such as "20.19.0"
 * @returns {string | undefined}
 */
export function nodeVersionProblem(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (supported) return undefined;
  return (
    `Node ${version} is too old for the workbook, which needs 20.19 or newer (or 22.12 or newer): ` +
    "get the current one from https://nodejs.org/en/download, or with `nvm install 24`."
  );
}

/** Ends the program with that sentence when this Node is too old. */
export function refuseOldNode() {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(1);
}
