// @ts-check
/**
 * Failures of set-up that its user can mend: one sentence that names what is missing and how to get it.
 */

/** An error whose message is such a sentence. */
export class SetUpFailure extends Error {
  /** @override */
  name = "SetUpFailure";
}

const network =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|Max retries exceeded|Network is unreachable|Connection (?:refused|reset)|SSLError|CERTIFICATE/;
const diskFull = /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/;

/**
 * The failure of a package manager's run, as far as its output tells.
 *
 * @param {object} run
 * @param {string} run.what what it was to bring, such as "the Node packages"
 * @param {"npm" | "pip"} run.manager
 * @param {string[]} run.lines its output
 * @param {string} run.log the file with its whole output
 * @returns {SetUpFailure}
 */
export function packageFailure({ what, manager, lines, log }) {
  const output = lines.join("\n");
  if (diskFull.test(output))
    return new SetUpFailure(`The disk is full, there was no room for ${what}: free some space and run it again.`);
  if (network.test(output))
    return new SetUpFailure(
      `There is no way to the package registry for ${what}: check the network and ${manager}'s proxy settings, then run it again (details: ${log}).`,
    );
  const reason =
    lines.filter((line) => /^(npm error|npm ERR!|ERROR:) ./.test(line)).at(-1) ?? lines.at(-1) ?? "it said nothing";
  return new SetUpFailure(`${manager} failed to install ${what} (${reason.trim()}): see ${log}.`);
}
