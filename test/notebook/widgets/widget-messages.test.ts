/**
 * The messages between the kernel and a page that shows widgets, jupyter_client being the page, against
 * https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md, versions 2.1 and (control) 1.0
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { JupyterPage, type PageMessage } from "../../kernel/jupyter-page";

let page: JupyterPage;
beforeAll(async () => {
  page = new JupyterPage();
  await page.run('import { column, integerSlider, interact, progress, widget } from "./lib/notebook/widgets";');
});
afterAll(() => page.close());

const ofType = (messages: readonly PageMessage[], type: string) => messages.filter((message) => message.type === type);
const dataOf = (messages: readonly PageMessage[]) => ofType(messages, "comm_msg").map(({ content }) => content.data);
const message = (comm_id: unknown, data: object, buffers: Uint8Array[] = []) =>
  page.send("comm_msg", { content: { comm_id, data }, buffers });

/** The comm of the model of a kind that a cell has opened. */
function opened(messages: readonly PageMessage[], model: string): PageMessage {
  const found = ofType(messages, "comm_open").find(({ content }) =>
    JSON.stringify(content.data).includes(`"${model}"`),
  );
  if (found === undefined) throw new Error(`No comm of a ${model}`);
  return found;
}

test("a widget opens a comm for its model, its layout and its style, and its cell shows a view of it", async () => {
  const messages = await page.run('integerSlider({ label: "n", value: 3, min: 0, max: 9 })');
  const { content, metadata } = opened(messages, "IntSliderModel");
  expect(metadata).toEqual({ version: "2.1.0" });
  expect(content).toMatchObject({
    target_name: "jupyter.widget",
    data: {
      buffer_paths: [],
      state: {
        _model_module: "@jupyter-widgets/controls",
        _model_module_version: "2.0.0",
        _model_name: "IntSliderModel",
        _view_module: "@jupyter-widgets/controls",
        _view_module_version: "2.0.0",
        _view_name: "IntSliderView",
        layout: `IPY_MODEL_${opened(messages, "LayoutModel").content.comm_id}`,
        style: `IPY_MODEL_${opened(messages, "SliderStyleModel").content.comm_id}`,
        ...{ description: "n", value: 3, min: 0, max: 9, step: 1 },
      },
    },
  });
  expect(messages.at(-1)).toMatchObject({
    type: "execute_result",
    content: {
      data: {
        "application/vnd.jupyter.widget-view+json": { version_major: 2, version_minor: 0, model_id: content.comm_id },
        "text/plain": "n: 3",
      },
    },
  });
});

test("a page's update is echoed as the answer to it, and the kernel's go to all pages", async () => {
  const made = await page.run(
    "const n = integerSlider({ value: 3, min: 0, max: 9 });\nn.onChange((value) => { if (value === 5) n.value = 6; });",
  );
  const { comm_id } = opened(made, "IntSliderModel").content;
  const update = (value: unknown) => message(comm_id, { method: "update", state: { value }, buffer_paths: [] });
  expect(dataOf(await update(4))).toEqual([{ method: "echo_update", state: { value: 4 }, buffer_paths: [] }]);
  expect(dataOf(await update(50))).toEqual([{ method: "echo_update", state: { value: 4 }, buffer_paths: [] }]);
  expect(dataOf(await update(5))).toEqual([
    { method: "echo_update", state: { value: 5 }, buffer_paths: [] },
    { method: "update", state: { value: 6 }, buffer_paths: [] },
  ]);
  const [state] = dataOf(await message(comm_id, { method: "request_state" }));
  expect(state).toMatchObject({ method: "update", state: { _model_name: "IntSliderModel", value: 6, max: 9 } });
  expect(dataOf(await message(comm_id, { method: "nonsense" }))).toEqual([]);
});

test("a page that is loaded anew finds all widgets, their states and bytes in one message", async () => {
  const made = await page.run(`
const bytes = [Uint8Array.of(1), Uint8Array.of(2, 3)];
const own = widget({ module: "./lib/notebook/widgets/pages/file-download.mjs", state: { bytes, image: Uint8Array.of(4) } });`);
  const { comm_id, data } = opened(made, "AnyModel").content;
  expect(data).toMatchObject({ state: { bytes: [null, null] }, buffer_paths: [["bytes", 0], ["bytes", 1], ["image"]] });
  const [info] = ofType(
    await page.send("comm_info_request", { content: { target_name: "jupyter.widget" } }),
    "comm_info_reply",
  );
  const control = "the control comm";
  await page.send("comm_open", {
    content: { comm_id: control, target_name: "jupyter.widget.control", data: {} },
    metadata: { version: "1.0.0" },
  });
  const [answer] = ofType(await message(control, { method: "request_states" }), "comm_msg");
  const { method, states, buffer_paths }: Record<string, unknown> = Object(answer?.content.data);
  expect(method).toBe("update_states");
  expect(Object.keys(Object(states)).sort()).toEqual(Object.keys(Object(info?.content.comms)).sort());
  expect(states).toMatchObject({
    [String(comm_id)]: { model_name: "AnyModel", model_module: "anywidget", state: { bytes: [null, null] } },
  });
  expect(buffer_paths).toEqual([
    [comm_id, "state", "bytes", 0],
    [comm_id, "state", "bytes", 1],
    [comm_id, "state", "image"],
  ]);
  expect(answer?.buffers.map((buffer) => [...buffer])).toEqual([[1], [2, 3], [4]]);
  await page.send("comm_close", { content: { comm_id: control, data: {} } });
});

test("two hundred changes a second are taken in their order while a cell works, and the last one stays", async () => {
  const made = await page.run(
    "const moved = integerSlider({ value: 0, min: 0, max: 1000 });\nconst seen: number[] = [];\nmoved.onChange((value) => seen.push(value));",
  );
  const { comm_id } = opened(made, "IntSliderModel").content;
  const running = page.run(`
let steps = 0;
while (moved.value < 400) {
  const end = performance.now() + 10;
  while (performance.now() < end);
  await new Promise((turn) => setImmediate(turn));
  steps += 1;
}
steps > 10`);
  for (let value = 1; value <= 400; value++) {
    void message(comm_id, { method: "update", state: { value }, buffer_paths: [] });
    if (value % 10 === 0) await new Promise((later) => setTimeout(later, 50));
  }
  expect((await running).at(-1)).toMatchObject({ content: { data: { "text/plain": "true" } } });
  expect(
    await page.run("seen.every((value, index) => index === 0 || value > seen[index - 1]!) && seen.length"),
  ).toMatchObject([{ content: { data: { "text/plain": "400" } } }]);
});

test("twenty runs of a cell leave as many comms as one", async () => {
  const count = async () => {
    const [info] = ofType(await page.send("comm_info_request", { content: {} }), "comm_info_reply");
    return Object.keys(Object(info?.content.comms)).length;
  };
  const code = 'interact({ a: integerSlider({ value: 1, min: 0, max: 2 }) }, ({ a }) => column(["x", a]))';
  await page.run(code, { cellId: "again" });
  const once = await count();
  for (let run = 0; run < 20; run++) await page.run(code, { cellId: "again" });
  expect(await count()).toBe(once);
});
