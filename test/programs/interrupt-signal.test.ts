import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

/**
 * Starts a program that never ends of itself, and says when it listens and when it is interrupted.
 *
 * @param options - of `interruptSignal`
 * @param onAbort - what it does then
 */
async function start(options = "{}", onAbort = "") {
  const program = `
    const { interruptSignal } = require("./lib/programs/interrupt-signal");
    setInterval(() => {}, 1000);
    interruptSignal("Stopping", ${options}).addEventListener("abort", () => {
      ${onAbort}
      console.log("aborted");
    });
    console.log("listens");`;
  const child = spawn(process.execPath, ["--import", "tsx", "--eval", program], { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<unknown> => (await lines.next()).value;
  expect(await nextLine()).toBe("listens");
  return { child, nextLine };
}

test.each(["SIGINT", "SIGTERM"] as const)("%s aborts, and ends the program when it comes again later", async (name) => {
  // At once, npm may pass on what the terminal has told the program already.
  const { child, nextLine } = await start("{}", `process.kill(process.pid, "${name}");`);
  child.kill(name);
  expect(await nextLine()).toBe("aborted");
  const pressing = setInterval(() => child.kill(name), 100);
  expect(await once(child, "exit")).toEqual([null, name]);
  clearInterval(pressing);
});

test("a terminal's end aborts, however often it is told", async () => {
  const { child, nextLine } = await start();
  child.kill("SIGHUP");
  expect(await nextLine()).toBe("aborted");
  const hangingUp = setInterval(() => child.kill("SIGHUP"), 100);
  setTimeout(() => child.kill("SIGKILL"), 1500);
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  clearInterval(hangingUp);
});

test("the end of the input aborts where that is asked for", async () => {
  const { child, nextLine } = await start("{ withInput: true }");
  child.stdin.end();
  expect(await nextLine()).toBe("aborted");
  child.kill("SIGKILL");
});
