/** What every step of set-up is: types alone. */

/**
 * @typedef {object} Place what set-up works on
 * @property {string} root the clone's folder
 * @property {string} cache the folder that TensorFlow's library is brought to, which clones may share
 * @property {import("../machine/tensorflow-build.mjs").TensorflowBuild} build
 *
 * @typedef {object} Step
 * @property {string} title what it brings
 * @property {import("../machine/disk-space.mjs").DiskNeed} disk
 * @property {number} [download] how many bytes it will fetch, where that is known and much
 * @property {() => unknown} [findProgram] finds what the step needs on this machine, or throws a `SetUpFailure`
 * @property {() => boolean} isDone answers in milliseconds; what a run that was cut off left behind is not done
 * @property {(progress: import("../process/progress-line.mjs").ProgressLine) => Promise<void>} run throws a `SetUpFailure`
 */
export {};
