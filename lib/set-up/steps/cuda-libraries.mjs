/** NVIDIA's CUDA libraries, beside TensorFlow's build for GPUs, which looks for them in `../nvidia`. No CUDA need be installed. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { withLock } from "../../files/lock.mjs";
import { linkedLibrary } from "../machine/linked-library.mjs";
import { bringWheel } from "./wheel.mjs";

/** The libraries, and what they compile for a GPU with. */
const patterns = [String.raw`.*\.so(\.\d+)*$`, "bin/", "nvvm/libdevice/"];

/**
 * Nothing is to be done for TensorFlow's build for processors.
 *
 * @param {import("../steps.mjs").Place} place
 * @returns {import("../steps.mjs").Step}
 */
export function cudaLibraries({ root, cache, wheel }) {
  const { cuda = [] } = wheel;
  const nvidia = () => {
    const linked = linkedLibrary(root);
    return join(dirname(linked?.endsWith(`/${wheel.name}`) ? linked : join(cache, wheel.name)), "nvidia");
  };
  const missing = () => cuda.filter(({ folder }) => !existsSync(join(nvidia(), folder)));
  const download = missing().reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = Math.max(0, ...missing().map(({ bytes }) => bytes)); // a wheel is removed when it is unpacked
  return {
    title: "NVIDIA's CUDA libraries",
    disk: { folder: nvidia(), bytes: missing().reduce((sum, { unpackedBytes }) => sum + unpackedBytes, largest) },
    download,
    isDone: () => missing().length === 0,
    async run(progress) {
      /** @type {(holder: string, lock: string) => void} */
      const onHeld = (holder, lock) =>
        progress.update(`waiting for another set-up with this cache (${holder}, lock ${lock})`);
      await withLock(`${nvidia()}.lock`, { onHeld }, async () => {
        const wheels = missing();
        const total = wheels.reduce((sum, { bytes }) => sum + bytes, 0);
        let before = 0;
        for (const wheel of wheels) {
          const what = `NVIDIA's ${wheel.requirement}`;
          const order = { root, wheel, what, top: `nvidia/${wheel.folder}/`, patterns };
          await bringWheel({ ...order, folder: join(nvidia(), wheel.folder) }, (phase, amount) => {
            if (amount === undefined) {
              if (before === 0 || phase !== "asking the registry") progress.update(phase);
              return;
            }
            const done = before + (phase === "downloading" ? amount.done : wheel.bytes);
            progress.update("downloading and unpacking", { done, total, unit: "bytes" });
          });
          before += wheel.bytes;
        }
      });
    },
  };
}
