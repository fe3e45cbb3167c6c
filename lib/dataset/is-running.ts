/**
 * Whether there is a process of this number on this machine.
 *
 * @param pid - a process's number; what is none is not running
 */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // another user's
  }
}
