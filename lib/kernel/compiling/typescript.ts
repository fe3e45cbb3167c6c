import { createRequire } from "node:module";

/**
 * The TypeScript of tslab.
 *
 * It is loaded by Node's own `require`, not by the loader of this file, so that tslab itself gets the same one.
 */
export const typescript: typeof import("@tslab/typescript-for-tslab") =
  createRequire(__filename)("@tslab/typescript-for-tslab");
