/** A line on stderr that says how far something is, and at last how it ended. */
export interface TerminalLine {
  /** The least time between two updates, in milliseconds. */
  readonly interval: number;
  update(text: string): void;
  end(text: string): void;
}

/** In a terminal the line is written over; in a file or a pipe each update is a line, every ten seconds at most. */
export function terminalLine(stream: NodeJS.WriteStream = process.stderr): TerminalLine {
  if (!stream.isTTY) {
    const write = (text: string) => stream.write(`${text}\n`);
    return { interval: 10_000, update: write, end: write };
  }
  // Back to the line's start, and clear what the text does not cover. A longer line would wrap and could not be written over.
  const write = (text: string, ending: string) => stream.write(`\r${text.slice(0, stream.columns - 1)}\x1b[K${ending}`);
  return { interval: 100, update: (text) => write(text, ""), end: (text) => write(text, "\n") };
}
