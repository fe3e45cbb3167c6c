/** How a run's program ended. */
export interface RunExit {
  /** Its exit status; nothing where it did not end by itself. */
  status: number | undefined;
  /** Why there is no status. */
  reason?: string;
}

/** Where runs are executed: on this machine or in a cluster. */
export interface RunPlace {
  /** How many runs at once suit it. */
  readonly capacity: number;
  /**
   * Executes the train program to its end. Afterwards the run's folder is on this machine. The program stops in good order,
   * with a checkpoint, when its standard input ends, which the place holds open: so it does not outlive a place that is killed.
   *
   * @param name - the run's
   * @param programArguments - what the program is told
   * @param onLine - told each line that the program prints
   * @param signal - has the program stop
   */
  execute(
    name: string,
    programArguments: readonly string[],
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<RunExit>;
}
