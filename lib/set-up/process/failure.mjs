/** Failures of set-up that its user can mend: one sentence that names what is missing and how to get it. */

/** An error whose message is such a sentence. */
export class SetUpFailure extends Error {
  /** @override */
  name = "SetUpFailure";
}

const diskFull = /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded/;
const noNetwork =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError|Max retries exceeded/;

const notPinned = /DO NOT MATCH THE HASHES|EINTEGRITY/;

/**
 * The failure of a program that set-up ran, as far as its output tells what was wrong.
 *
 * @param {object} run
 * @param {string} run.program such as "npm"
 * @param {string} run.what what it was to bring, such as "the Node packages"
 * @param {string[]} run.lines its output
 * @param {string} run.log the file with all of its output
 * @returns {SetUpFailure}
 */
export function failureOf({ program, what, lines, log }) {
  const output = lines.join("\n");
  if (diskFull.test(output))
    return new SetUpFailure(`The disk is full, there was no room for ${what}: free some space and run it again.`);
  if (noNetwork.test(output))
    return new SetUpFailure(
      `There is no way to the package registry for ${what}: check the network and ${program}'s proxy settings, then run it again (details: ${log}).`,
    );
  if (notPinned.test(output))
    return new SetUpFailure(
      `What the package registry sent for ${what} is not what was pinned, its checksum is another: run it again, or let ${program}'s settings name another registry (details: ${log}).`,
    );
  const reason = lines.find((line) => /^npm error [^ceA]|error: /i.test(line)) ?? lines.at(-1) ?? "it said nothing";
  return new SetUpFailure(`${program} could not make ${what} (${reason.trim()}): see ${log}.`);
}
