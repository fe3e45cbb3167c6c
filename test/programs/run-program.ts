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
  interruptWhen: (stdout: string) => boolean = () => false,
): Promise<ProgramEnd> {
  const env = { ...process.env, INIT_CWD: callerFolder ?? process.cwd() };
  const program = spawn(process.execPath, ["--import", "tsx", `lib/programs/${name}.ts`, ...args], { env });
  const output = { stdout: "", stderr: "" };
  let interrupted = false;
  program.stdout.on("data", (chunk) => {
    output.stdout += chunk;
    if (!interrupted && interruptWhen(output.stdout)) interrupted = program.kill("SIGINT");
  });
  program.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    program.on("error", reject);
    program.on("close", (code) => resolve({ code, ...output }));
  });
}
