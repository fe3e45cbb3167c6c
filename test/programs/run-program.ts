import { spawn } from "node:child_process";

/** How a program ended, and what it said. */
export interface ProgramEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs one of lib/programs as `npm run` does, in the project's root.
 *
 * @param callerFolder - the folder in which the user would have called `npm run`
 * @param interruptWhen - whether what it has printed is the moment to press Ctrl-C
 */
export function runProgram(
  name: string,
  args: readonly string[],
  callerFolder?: string,
  interruptWhen: (stdout: string, stderr: string) => boolean = () => false,
): Promise<ProgramEnd> {
  const env = { ...process.env, INIT_CWD: callerFolder ?? process.cwd() };
  const program = spawn(process.execPath, ["--import", "tsx", `lib/programs/${name}.ts`, ...args], { env });
  const output = { stdout: "", stderr: "" };
  let interrupted = false;
  for (const stream of ["stdout", "stderr"] as const) {
    program[stream].on("data", (chunk) => {
      output[stream] += chunk;
      if (!interrupted && interruptWhen(output.stdout, output.stderr)) interrupted = program.kill("SIGINT");
    });
  }
  return new Promise((resolve, reject) => {
    program.on("error", reject);
    program.on("close", (code) => resolve({ code, ...output }));
  });
}
