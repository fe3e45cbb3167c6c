import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JupyterMessage } from "../../lib/kernel/messages/message";
import { startKernel, type TestKernel } from "./jupyter-client";

let kernel: TestKernel;
beforeAll(async () => {
  kernel = await startKernel();
});
afterAll(() => kernel.shutdown());

describe("the last expression of a cell", () => {
  test("is its result, as plain text", async () => {
    const { status, reply, outputs } = await kernel.execute("const two: number = 2;\ntwo + 1");
    expect(status).toBe("ok");
    expect(outputs).toEqual([{ output_type: "execute_result", data: { "text/plain": "3" } }]);
    expect(reply.execution_count).toEqual(expect.any(Number));
  });

  test("shows nothing where it is undefined or not an expression", async () => {
    expect((await kernel.execute("undefined")).outputs).toEqual([]);
    expect((await kernel.execute("const seven = 7;")).outputs).toEqual([]);
  });

  test("may be null, or awaited", async () => {
    expect((await kernel.execute("null")).outputs).toMatchObject([{ data: { "text/plain": "null" } }]);
    expect((await kernel.execute("await Promise.resolve([1, 2])")).outputs).toMatchObject([
      { data: { "text/plain": "[ 1, 2 ]" } },
    ]);
  });

  test("shows itself where it can, also asynchronously", async () => {
    const { outputs } = await kernel.execute(`
      const bundle = { "text/html": "<b>hello</b>", "text/plain": "hello" };
      ({ [Symbol.for("Jupyter.display")]: async () => bundle })`);
    expect(outputs).toEqual([
      { output_type: "execute_result", data: { "text/html": "<b>hello</b>", "text/plain": "hello" } },
    ]);
  });

  test("is an HTML table where it is an arquero table", async () => {
    const { outputs } = await kernel.execute(
      'import { table } from "arquero";\ntable({ age: [46, 7], name: ["A", "B"] })',
    );
    expect(outputs).toMatchObject([
      { data: { "text/html": expect.stringContaining("<table>"), "text/plain": expect.stringContaining("age  name") } },
    ]);
  });
});

describe("display", () => {
  const importDisplay = 'import { display } from "./lib/display/display";\n';
  const slow =
    "const slow = (text: string) => ({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/plain': text }) });\n";

  test("shows values in their order among what is printed, also asynchronous ones", async () => {
    const { outputs } = await kernel.execute(
      `${importDisplay}${slow}display(slow("first"));\nconsole.log("between");\ndisplay("last");`,
    );
    expect(outputs).toMatchObject([
      { data: { "text/plain": "first" } },
      { text: "between\n" },
      { data: { "text/plain": "'last'" } },
    ]);
  });

  test("replaces in place while the cell goes on", async () => {
    const code = `${importDisplay}const shown = display(0);
      for (let step = 1; step <= 3; step++) {
        await new Promise((done) => setTimeout(done, 20));
        shown.update(step);
      }
      shown`;
    const seen: string[] = [];
    const stop = kernel.onMessage(({ header }) => seen.push(header.msg_type));
    const { outputs } = await kernel.execute(code);
    stop();
    expect(outputs).toMatchObject([{ output_type: "display_data", data: { "text/plain": "3" } }]);
    expect(seen.filter((type) => type === "update_display_data")).toHaveLength(3);
    expect(seen.indexOf("update_display_data")).toBeLessThan(seen.indexOf("execute_reply"));
  });

  test("is updated by a later cell through a message of that cell", async () => {
    await kernel.execute(`${importDisplay}const old = display("old");`);
    const { messages } = await kernel.execute('old.update("new");');
    const update = messages.find(({ header }) => header.msg_type === "update_display_data");
    expect(update?.content.data).toEqual({ "text/plain": "'new'" });
  });

  test("ends the cell with the error of a value that cannot be shown", async () => {
    const broken = "{ [Symbol.for('Jupyter.display')]: async () => { throw new RangeError('no picture'); } }";
    const { status, outputs } = await kernel.execute(`${importDisplay}display(${broken});`);
    expect(status).toBe("error");
    expect(outputs.at(-1)).toMatchObject({ ename: "RangeError", evalue: "no picture" });
  });
});

describe("what a cell prints", () => {
  test("arrives as the streams that it was written to", async () => {
    const { outputs } = await kernel.execute(
      'console.log("a", { b: 1 });\nconsole.warn("c");\nvoid process.stdout.write("d\\re");',
    );
    expect(outputs).toEqual([
      { output_type: "stream", name: "stdout", text: "a { b: 1 }\n" },
      { output_type: "stream", name: "stderr", text: "c\n" },
      { output_type: "stream", name: "stdout", text: "d\re" },
    ]);
  });

  test("is whole where characters are cut between writes, and calls back", async () => {
    const { outputs } = await kernel.execute(`const bytes = Buffer.from("é");
      process.stdout.write(bytes.subarray(0, 1));
      await new Promise<void>((done) => process.stdout.write(bytes.subarray(1), () => done()));`);
    expect(outputs).toMatchObject([{ text: "é" }]);
  });

  test("is gathered into few messages", async () => {
    const { outputs, messages } = await kernel.execute("for (let i = 0; i < 5000; i++) console.log(i);");
    expect(outputs).toMatchObject([{ text: expect.stringMatching(/^0\n1\n.*\n4999\n$/s) }]);
    expect(messages.length).toBeLessThan(500);
  });

  test("in the background of a later cell belongs to the cell that started it", async () => {
    const first = await kernel.execute(
      'const later = new Promise<void>((done) => setTimeout(() => { console.log("from before"); done(); }, 200));',
    );
    const late = new Promise<JupyterMessage>((arrive) => {
      kernel.onMessage((message) => message.content.text === "from before\n" && arrive(message));
    });
    const second = await kernel.execute('await later;\nconsole.log("from here");');
    expect(second.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "from here\n" }]);
    expect((await late).parentHeader).toEqual(first.messages[0]?.parentHeader);
  });

  test("by native code stays out of the cell", async () => {
    const { outputs } = await kernel.execute(
      'import { writeSync } from "node:fs";\nvoid writeSync(2, "native log line");',
    );
    expect(outputs).toEqual([]);
    expect(kernel.terminal).toContain("native log line");
  });
});

describe("an interrupt", () => {
  test.each([
    ["a loop without a pause", "while (true) {}"],
    ["a loop that waits", "while (true) await new Promise((done) => setTimeout(done, 10));"],
    ["a display that never ends", '({ [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) })'],
  ])("ends %s", async (_, code) => {
    const running = kernel.execute(code);
    setTimeout(() => kernel.interrupt(), 1000);
    const { status, outputs } = await running;
    expect(status).toBe("error");
    expect(outputs).toMatchObject([{ ename: "Interrupted" }]);
    expect((await kernel.execute('"still here"')).status).toBe("ok");
  });

  test("may come as a message", async () => {
    const running = kernel.execute("await new Promise(() => {});");
    setTimeout(() => kernel.request("interrupt_request", {}, "control"), 500);
    expect((await running).outputs).toMatchObject([{ ename: "Interrupted" }]);
  });
});

describe("messages", () => {
  test("cells sent after one that fails are taken off the queue", async () => {
    const cells = ["throw new Error('stop here');", "1", "2"];
    const done = await Promise.all(cells.map((code) => kernel.execute(code, { stopOnError: true })));
    expect(done.map(({ status }) => status)).toEqual(["error", "aborted", "aborted"]);
    await new Promise((resume) => setTimeout(resume, 300));
    expect((await kernel.execute("3")).status).toBe("ok");
  });

  test("a cell is announced with its number, unless it is silent", async () => {
    const { messages, reply } = await kernel.execute("4");
    const input = messages.find(({ header }) => header.msg_type === "execute_input");
    expect(input?.content).toEqual({ code: "4", execution_count: reply.execution_count });
    const silent = await kernel.execute("5", { silent: true });
    expect(silent.messages.map(({ header }) => header.msg_type)).toEqual(["status", "status"]);
    expect(silent.reply.execution_count).toBe(reply.execution_count);
  });

  test("the kernel tells the versions of tslab and TypeScript", async () => {
    const { reply } = await kernel.request("kernel_info_request", {});
    expect(reply).toMatchObject({
      protocol_version: "5.3",
      implementation: "tslab",
      implementation_version: "1.0.22",
      language_info: { name: "typescript", version: "5.0.4", file_extension: ".ts", pygments_lexer: "typescript" },
    });
  });

  test("requests for what the kernel does not have are answered as empty or ignored", async () => {
    expect((await kernel.request("history_request", { hist_access_type: "tail" })).reply).toMatchObject({
      history: [],
    });
    expect((await kernel.request("comm_info_request", {})).reply).toMatchObject({ comms: {} });
    await kernel.send("comm_open", { comm_id: "1", target_name: "jupyter.widget", data: {} });
    await kernel.send("comm_msg", { comm_id: "1", data: {} });
    await kernel.send("debug_request", { type: "request", command: "debugInfo" }, "control");
    await kernel.send("not_of_the_protocol", {});
    expect((await kernel.execute("6")).outputs).toMatchObject([{ data: { "text/plain": "6" } }]);
    expect(kernel.terminal).not.toContain("unknown");
  });

  test("a message that is not signed with the connection's key is not for this kernel", async () => {
    await kernel.send("execute_request", { code: "globalThis.forged = true;" }, "shell", "another key");
    expect((await kernel.execute('"forged" in globalThis')).outputs).toMatchObject([
      { data: { "text/plain": "false" } },
    ]);
  });

  test("incomplete code is told from complete", async () => {
    const check = async (code: string) => (await kernel.request("is_complete_request", { code })).reply.status;
    expect(await check("function f() {")).toBe("incomplete");
    expect(await check("const complete = 1;")).toBe("complete");
  });
});
