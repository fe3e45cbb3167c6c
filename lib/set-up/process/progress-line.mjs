/**
 * How far a step of set-up is: in a terminal a bar that is written over, elsewhere a line at each quarter.
 *
 * `progress.ts` does this for the workbook's programs; set-up runs before there is anything to run TypeScript with.
 */

/**
 * @typedef {object} Amount
 * @property {number} done
 * @property {number} total
 * @property {"bytes" | "packages"} unit
 *
 * @typedef {object} ProgressLine
 * @property {(phase: string, amount?: Amount) => void} update what is going on, and how much of it is done
 * @property {() => void} end says that the step is done, and in what time
 * @property {() => void} stop leaves the line as it is, for an error's sentence below it
 */

/**
 * @param {string} title the step's, such as "TensorFlow 2.21.0"
 * @param {Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">} stream
 * @returns {ProgressLine}
 */
export function progressLine(title, stream = process.stdout) {
  const start = performance.now();
  let stageShown = "";
  let next = 0;
  /** @type {(text: string, stage: string) => void} */
  const write = (text, stage) => {
    const now = performance.now();
    if (stage === stageShown && (!stream.isTTY || now < next)) return;
    stageShown = stage;
    next = now + 100;
    // Back to the line's start, and clear what the text does not cover. A longer line would wrap and could not be written over.
    stream.write(stream.isTTY ? `\r${text.slice(0, (stream.columns || 80) - 1)}\x1b[K` : `${text}\n`);
  };
  return {
    update(phase, amount) {
      if (amount === undefined) return write(`${title}: ${phase}`, phase);
      const share = Math.min(amount.done / amount.total, 1);
      const bar = stream.isTTY ? ` ${"█".repeat(share * 20).padEnd(20, "░")} ` : ", ";
      write(`${title}: ${phase}${bar}${describe(amount)}`, `${phase} ${Math.floor(share * 4)}`);
    },
    end() {
      write(`${title}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`, "end");
      this.stop();
    },
    stop() {
      if (stream.isTTY) stream.write("\n");
    },
  };
}

/**
 * @param {Amount} amount
 * @returns {string} such as "112 of 274 MB" or "40 of 299 packages"
 */
function describe({ done, total, unit }) {
  if (unit === "packages") return `${done} of ${total} packages`;
  return `${Math.floor(done / 1e6)} of ${Math.round(total / 1e6)} MB`;
}
