/** `var/tensorflow`: TensorFlow's C library and its headers, out of the wheel on PyPI. */
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { withLock } from "../../files/lock.mjs";
import { linkedLibrary } from "../machine/linked-library.mjs";
import { bringWheel } from "./wheel.mjs";

/** The folders of headers that the binding includes. */
const headers = ["tensorflow/c/", "tensorflow/core/platform/", "tsl/platform/", "xla/tsl/c/"];

/**
 * @param {import("../steps.mjs").Place} place
 * @returns {import("../steps.mjs").Step}
 */
export function tensorflowLibrary({ root, cache, wheel }) {
  const unpacked = join(cache, wheel.name);
  const link = join(root, "var/tensorflow");
  const patterns = [...wheel.libraries, ...headers.map((folder) => `include/${folder}`)];
  return {
    title: "TensorFlow's library",
    disk: { folder: cache, bytes: existsSync(unpacked) ? 0 : wheel.bytes + wheel.unpackedBytes },
    download: existsSync(unpacked) ? 0 : wheel.bytes,
    // In whichever cache it is: WORKBOOK_CACHE need not be set again once this was done.
    isDone: () => linkedLibrary(root)?.endsWith(`/${wheel.name}`) === true,
    async run(progress) {
      /** @type {(holder: string, lock: string) => void} */
      const onHeld = (holder, lock) =>
        progress.update(`waiting for another set-up with this cache (${holder}, lock ${lock})`);
      await withLock(`${unpacked}.lock`, { onHeld }, async () => {
        if (existsSync(unpacked)) return;
        const what = "TensorFlow's library";
        await bringWheel({ root, wheel, what, top: "tensorflow/", patterns, folder: unpacked }, progress.update);
      });
      const inClone = !relative(root, cache).startsWith("..");
      const target = inClone ? relative(dirname(link), unpacked) : unpacked; // a clone can be moved
      rmSync(link, { force: true, recursive: true });
      symlinkSync(target, link);
    },
  };
}
