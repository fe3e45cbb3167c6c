/** Jupyter's comm messages, against https://jupyter-client.readthedocs.io/en/stable/messaging.html#custom-messages */
import { afterAll, beforeAll, expect, test } from "vitest";
import { JupyterPage, type PageMessage } from "../jupyter-page";

let page: JupyterPage;
beforeAll(async () => {
  page = new JupyterPage();
  await page.run('import { kernelComms } from "./lib/display/comm";\nconst comms = kernelComms()!;');
});
afterAll(() => page.close());

const ofType = (messages: readonly PageMessage[], type: string) => messages.filter((message) => message.type === type);
const text = (messages: readonly PageMessage[]) =>
  ofType(messages, "stream")
    .map(({ content }) => content.text)
    .join("");

/** What cells put out, whichever and whenever, since a number of messages. */
const since = (count: number) => page.messages.slice(count);

test("a comm that the kernel opens sends and receives JSON, metadata and bytes", async () => {
  const made = await page.run(`
const comm = comms.open("made.here", { data: { a: 1 }, metadata: { version: "9" }, buffers: [Uint8Array.of(1, 2), new Uint8Array(300).fill(7)] }, {
  onMessage({ data, metadata, buffers }) {
    console.log(JSON.stringify([data, metadata, buffers.map((bytes) => [...bytes])]));
    comm.send({ data: { answer: true }, buffers });
  },
});
comm.send({ data: { b: null }, metadata: { m: 1 } });`);
  const [opened, sent] = [ofType(made, "comm_open"), ofType(made, "comm_msg")];
  expect(opened).toMatchObject([
    { content: { comm_id: expect.any(String), target_name: "made.here", data: { a: 1 } }, metadata: { version: "9" } },
  ]);
  expect(opened[0]?.buffers.map((bytes) => [...bytes])).toEqual([[1, 2], Array(300).fill(7)]);
  const comm_id = opened[0]?.content.comm_id;
  expect(sent).toMatchObject([{ content: { comm_id, data: { b: null } }, metadata: { m: 1 } }]);

  const before = page.messages.length;
  const bytes = [Uint8Array.of(0, 255), Uint8Array.of()];
  const answers = await page.send("comm_msg", {
    content: { comm_id, data: { c: "ü" } },
    metadata: { n: 2 },
    buffers: bytes,
  });
  expect(ofType(answers, "comm_msg")).toMatchObject([{ content: { comm_id, data: { answer: true } } }]);
  expect(ofType(answers, "comm_msg")[0]?.buffers.map((bytes) => [...bytes])).toEqual([[0, 255], []]);
  await page.until(() => text(since(before)) !== "");
  expect(text(since(before))).toBe('[{"c":"ü"},{"n":2},[[0,255],[]]]\n');
});

test("what a handler prints, and its error, appear in the cell that made the comm, and the kernel lives on", async () => {
  const made = await page.run(`
let count = 0;
comms.open("noisy", { data: {} }, { onMessage() { console.log("called", ++count); if (count === 2) throw new RangeError("enough"); } });`);
  const [opened] = ofType(made, "comm_open");
  await page.run("const another = 1;");
  const before = page.messages.length;
  for (let i = 0; i < 3; i++) await page.send("comm_msg", { content: { comm_id: opened?.content.comm_id, data: {} } });
  await page.until(() => text(since(before)).includes("called 3"));
  const shown = since(before).filter(({ type }) => type === "stream" || type === "error");
  expect(shown.every(({ parent }) => parent === opened?.parent)).toBe(true);
  expect(text(shown)).toBe("called 1\ncalled 2\ncalled 3\n");
  expect(ofType(shown, "error")).toMatchObject([{ content: { ename: "RangeError", evalue: "enough" } }]);
  expect(await page.run("count")).toMatchObject([{ content: { data: { "text/plain": "3" } } }]);
});

test("a page opens a comm to a target that is registered by name; others are closed at once", async () => {
  const opening = (target_name: string, comm_id: string) =>
    page.send("comm_open", { content: { comm_id, target_name, data: { hello: 1 } }, buffers: [Uint8Array.of(5)] });
  expect(ofType(await opening("nobody", "one"), "comm_close")).toMatchObject([
    { content: { comm_id: "one", data: {} } },
  ]);
  await page.run(`
const forget = comms.register("echo", (comm, { data, buffers }) => {
  comm.send({ data: { opened: data, bytes: buffers.length } });
  return { onMessage: ({ data }) => comm.send({ data }), onClose: () => console.log("closed by the page") };
});`);
  expect(ofType(await opening("echo", "two"), "comm_msg")).toMatchObject([
    { content: { comm_id: "two", data: { opened: { hello: 1 }, bytes: 1 } } },
  ]);
  const answers = await page.send("comm_msg", { content: { comm_id: "two", data: { x: [1] } } });
  expect(ofType(answers, "comm_msg")).toMatchObject([{ content: { data: { x: [1] } } }]);
  const before = page.messages.length;
  await page.send("comm_close", { content: { comm_id: "two", data: {} } });
  await page.until(() => text(since(before)).includes("closed by the page"));
  expect(ofType(await page.send("comm_msg", { content: { comm_id: "two", data: {} } }), "comm_msg")).toEqual([]);
  await page.run("forget();");
  expect(ofType(await opening("echo", "three"), "comm_close")).toHaveLength(1);
});

test("a comm that nobody could take is closed, its error is shown, and an id that is taken stays whose it is", async () => {
  const registering = await page.run(`
comms.register("fails", () => { throw new RangeError("not today"); });
let kept: unknown;
const stays = comms.open("stays", { data: {} }, { onMessage: ({ data }) => { kept = data.x; } });`);
  const [opened] = ofType(registering, "comm_open");
  const before = page.messages.length;
  const open = (comm_id: unknown) => page.send("comm_open", { content: { comm_id, target_name: "fails", data: {} } });
  expect(ofType(await open("four"), "comm_close")).toMatchObject([{ content: { comm_id: "four" } }]);
  await page.until(() => ofType(since(before), "error").length > 0);
  expect(ofType(since(before), "error")).toMatchObject([{ content: { evalue: "not today" }, parent: opened?.parent }]);
  expect(ofType(await open(opened?.content.comm_id), "comm_close")).toEqual([]);
  await page.send("comm_msg", { content: { comm_id: opened?.content.comm_id, data: { x: 3 } } });
  expect(await page.run("kept")).toMatchObject([{ content: { data: { "text/plain": "3" } } }]);
});

test("comm_info_request tells of all comms, or of those of a target", async () => {
  const made = await page.run('comms.open("told.of", { data: {} }, {}).id');
  const comm_id = String(ofType(made, "comm_open")[0]?.content.comm_id);
  const info = async (content: Record<string, unknown>) => {
    const [reply] = ofType(await page.send("comm_info_request", { content }), "comm_info_reply");
    return reply?.content;
  };
  expect(await info({ target_name: "told.of" })).toEqual({
    status: "ok",
    comms: { [comm_id]: { target_name: "told.of" } },
  });
  expect(Object.keys(Object((await info({}))?.comms)).length).toBeGreaterThan(1);
});

test("messages are handled in their order while a cell runs, and answered before it ends", async () => {
  const made = await page.run(
    'const got: unknown[] = [];\ncomms.open("busy", { data: {} }, { onMessage: ({ data }) => got.push(data.n) });',
  );
  const comm_id = ofType(made, "comm_open")[0]?.content.comm_id;
  const running = page.run(`
const end = performance.now() + 1500;
while (performance.now() < end) {
  const step = performance.now() + 20;
  while (performance.now() < step);
  await new Promise((turn) => setImmediate(turn));
}
got.length`);
  const sent = Array.from({ length: 50 }, (_, n) => page.send("comm_msg", { content: { comm_id, data: { n } } }));
  await Promise.all(sent);
  const result = await running;
  expect(result.at(-1)).toMatchObject({ content: { data: { "text/plain": "50" } } });
  expect(await page.run("JSON.stringify(got)")).toMatchObject([
    { content: { data: { "text/plain": `'${JSON.stringify(Array.from({ length: 50 }, (_, n) => n))}'` } } },
  ]);
});

test("comms end when their cell is run anew or deleted, and when they are closed", async () => {
  const cell = 'comms.open("ends", { data: {} }, { onClose: () => console.log("closed") });';
  const count = async () => {
    const [reply] = ofType(
      await page.send("comm_info_request", { content: { target_name: "ends" } }),
      "comm_info_reply",
    );
    return Object.keys(Object(reply?.content.comms)).length;
  };
  for (let i = 0; i < 20; i++) {
    const messages = await page.run(cell.repeat(10), { cellId: "ten" });
    expect(ofType(messages, "comm_close")).toHaveLength(i === 0 ? 0 : 10);
    expect(await count()).toBe(10);
  }
  await page.run(cell); // of a front end that does not number its cells: known by its code
  await page.run(cell);
  expect(await count()).toBe(11);
  const deleted = await page.send("execute_request", {
    content: { code: "1", silent: false, store_history: true, allow_stdin: true },
    metadata: { cellId: "other", deletedCells: ["ten"] },
  });
  expect(ofType(deleted, "comm_close")).toHaveLength(10);
  expect(await count()).toBe(1);
  const closed = await page.run(
    'const mine = comms.open("ends", { data: {} }, {});\nmine.close();\nmine.close();\nmine.send({ data: {} });',
  );
  expect(closed.map(({ type }) => type)).toEqual(["comm_open", "comm_close"]);
});

test("a message that is not as it should be changes nothing", async () => {
  for (const content of [
    {},
    { comm_id: 7, data: 7 },
    { comm_id: ["x"], data: null },
    { comm_id: "__proto__", data: {} },
  ]) {
    for (const type of ["comm_open", "comm_msg", "comm_close"]) await page.send(type, { content });
  }
  expect(await page.run("1 + 1")).toMatchObject([{ content: { data: { "text/plain": "2" } } }]);
});

test("all comms are closed with the kernel", async () => {
  const [opened] = ofType(await page.run('comms.open("last", { data: {} }, {}).id'), "comm_open");
  const before = page.messages.length;
  await page.send("shutdown_request", { content: { restart: false } });
  const isClosed = ({ content }: PageMessage) => content.comm_id === opened?.content.comm_id;
  await page.until(() => ofType(since(before), "comm_close").some(isClosed));
});
