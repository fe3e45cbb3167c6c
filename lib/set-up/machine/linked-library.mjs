/** Where TensorFlow's library is that this clone uses. */
import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} root the clone's folder
 * @returns {string | undefined} the folder that `var/tensorflow` leads to, wherever that is
 */
export function linkedLibrary(root) {
  const link = join(root, "var/tensorflow");
  return existsSync(link) ? realpathSync(link) : undefined;
}
