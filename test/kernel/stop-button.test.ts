import { afterAll, beforeAll, expect, test } from "vitest";
import { startKernel, type TestKernel } from "./jupyter-client";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel();
  await kernel.execute(`
import { setTimeout as sleep } from "node:timers/promises";
import { interruptible } from "./lib/interruptible";
/** Says that it began, and after its stop how far it came. */
const count = () => interruptible(undefined, async (signal) => {
  let steps = 0;
  console.log("began");
  while (!signal.aborted) { steps += 1; await sleep(10); }
  return steps;
});`);
});
afterAll(() => kernel.shutdown());

/** Resolves when a cell prints the text. */
function printed(text: string): Promise<void> {
  return new Promise((done) => {
    const stop = kernel.onMessage(({ header, content }) => {
      if (header.msg_type !== "stream" || !String(content.text).includes(text)) return;
      stop();
      done();
    });
  });
}

/** Presses the stop button once a cell has said that its work began. */
async function interruptOnceBegun(): Promise<void> {
  await printed("began");
  kernel.interrupt();
}

const began = { output_type: "stream", text: "began\n" };

test("work that listens ends its cell: what the cell declares is there, the cells behind it are taken off the queue", async () => {
  void interruptOnceBegun();
  const [stopped, behind] = await Promise.all([
    kernel.execute("const steps = await count();", { stopOnError: true }),
    kernel.execute("1", { stopOnError: true }),
  ]);
  expect(stopped.outputs).toMatchObject([began, { ename: "Interrupted", evalue: "The cell was stopped." }]);
  expect(behind.status).toBe("aborted");
  await new Promise((resume) => setTimeout(resume, 300));
  expect((await kernel.execute("steps > 0")).outputs).toMatchObject([{ data: { "text/plain": "true" } }]);
});

test("an interrupt while a cell is compiled is not lost", async () => {
  const stop = kernel.onMessage(({ header }) => {
    if (header.msg_type !== "execute_input") return;
    stop();
    kernel.interrupt();
  });
  const { outputs } = await kernel.execute('import { table } from "arquero";\nconsole.log(table);\nawait count();');
  expect(outputs).toMatchObject([{ ename: "Interrupted" }]);
});

test("an interrupt may come as a message", async () => {
  void printed("began").then(() => kernel.request("interrupt_request", {}, "control"));
  const { outputs } = await kernel.execute("(await count()) > 0");
  expect(outputs).toMatchObject([began, { data: { "text/plain": "true" } }, { ename: "Interrupted" }]);
});

test("work that throws says in the cell what was kept, without a stack trace", async () => {
  void interruptOnceBegun();
  const { outputs } = await kernel.execute(`
await interruptible(undefined, async (signal) => {
  console.log("began");
  await sleep(60_000, undefined, { signal });
}, "Stopped; run the cell again to go on.");`);
  const message = "Stopped; run the cell again to go on.";
  expect(outputs).toMatchObject([
    began,
    { ename: "Interrupted", evalue: message, traceback: [`Interrupted: ${message}`] },
  ]);
});

test("an error of the work's own stays what it is", async () => {
  void interruptOnceBegun();
  const { outputs } = await kernel.execute("await count();\nthrow new RangeError('the disk is full');");
  expect(outputs).toMatchObject([began, { ename: "RangeError", evalue: "the disk is full" }]);
});

test("the next work of a cell that was stopped does not begin", async () => {
  void interruptOnceBegun();
  const { outputs } = await kernel.execute("for (;;) await count();");
  expect(outputs).toMatchObject([began, { ename: "Interrupted" }]);
});

test("a second interrupt ends a cell whose work does not end; its code begins no other work", async () => {
  void interruptOnceBegun();
  const ended = kernel.execute(`
await interruptible(undefined, async (signal) => {
  console.log("began");
  signal.addEventListener("abort", () => console.log("told"));
  await sleep(1000);
});
await count();`);
  await printed("told");
  kernel.interrupt();
  expect((await ended).outputs).toMatchObject([
    { text: "began\ntold\n" },
    { ename: "Interrupted", evalue: "The cell was stopped." },
  ]);
  const { outputs } = await kernel.execute("await sleep(1200);\n'the next cell'");
  expect(outputs).toMatchObject([{ data: { "text/plain": "'the next cell'" } }]);
});

test("an interrupt between cells stops work in the background, one during a cell only that cell's", async () => {
  await Promise.all([
    printed("began"),
    kernel.execute("const background = count().finally(() => console.log('ended'));"),
  ]);
  void interruptOnceBegun();
  expect((await kernel.execute("const other = await count();")).outputs).toMatchObject([
    began,
    { ename: "Interrupted" },
  ]);
  const first = "await Promise.race([background, sleep(100, 'goes on')])";
  expect((await kernel.execute(first)).outputs).toMatchObject([{ data: { "text/plain": "'goes on'" } }]);
  const ended = printed("ended");
  kernel.interrupt();
  await ended;
});
