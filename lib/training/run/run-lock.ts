import path from "node:path";
import { holderOf, withLock } from "../../files/lock.mjs";

const LOCK_FILE = ".training";

/**
 * Does something with a run that only one process may do at a time: training it.
 *
 * @param folder - the run's, which is there
 * @param task - is given what to call before it writes to the run, see `withLock`
 * @throws when another process is training the run, and what the task throws
 */
export function withRunLock<T>(folder: string, task: (assertHeld: () => void) => Promise<T>): Promise<T> {
  const onHeld = (holder: string) => {
    throw new Error(
      `process ${holder} is training the run in ${folder}: stop that first, wait for its end, or choose another name`,
    );
  };
  return withLock(path.join(folder, LOCK_FILE), { onHeld }, task);
}

/** Whether a process is training the run in a folder. */
export function isBeingTrained(folder: string): boolean {
  return holderOf(path.join(folder, LOCK_FILE)) !== undefined;
}
