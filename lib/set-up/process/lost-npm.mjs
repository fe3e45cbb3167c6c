/** Whether npm, which starts the workbook's programs, is still there: it does not pass a signal on through its shell. */

const parent = process.ppid;

/** Whether npm started this program and was ended since. */
export function hasLostNpm() {
  return process.env.npm_lifecycle_event !== undefined && process.ppid !== parent;
}
