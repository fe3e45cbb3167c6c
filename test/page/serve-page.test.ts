import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServedPage, servePage } from "../../lib/page/serve-page";
import { scratchFolder } from "../scratch-folder";

const scratch = scratchFolder();
const folder = path.join(scratch, "page");
let page: ServedPage;

beforeAll(async () => {
  mkdirSync(path.join(folder, "models"), { recursive: true });
  writeFileSync(path.join(folder, "index.html"), "<!doctype html>the page");
  writeFileSync(path.join(folder, "models", "network.bin"), "weights");
  writeFileSync(path.join(folder, "a name.wasm"), "wasm");
  writeFileSync(path.join(scratch, "secret.txt"), "secret");
  mkdirSync(path.join(scratch, "page-beside"));
  writeFileSync(path.join(scratch, "page-beside", "secret.txt"), "secret");
  symlinkSync(path.join(scratch, "secret.txt"), path.join(folder, "link.txt"));
  symlinkSync(scratch, path.join(folder, "out"));
  page = await servePage(folder);
});
afterAll(() => page.close());

/** Asks as no browser would: the path is sent as it is. */
async function ask(path: string, options: RequestOptions = {}): Promise<IncomingMessage & { content: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(page.url, { path, ...options }, resolve)
      .on("error", reject)
      .end();
  });
  return Object.assign(response, { content: await text(response) });
}

test("files of the folder are served with what they are, and not to be guessed at", async () => {
  const index = await ask("/");
  expect(index.statusCode).toBe(200);
  expect(index.content).toBe("<!doctype html>the page");
  expect(index.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "content-length": "23",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "frame-ancestors 'none'",
  });
  const weights = await ask("/models/network.bin?anything");
  expect([weights.content, weights.headers["content-type"]]).toEqual(["weights", "application/octet-stream"]);
  expect((await ask("/a%20name.wasm")).headers["content-type"]).toBe("application/wasm");
});

test("HEAD tells of a file without it, anything else is refused", async () => {
  const head = await ask("/models/network.bin", { method: "HEAD" });
  expect([head.statusCode, head.headers["content-length"], head.content]).toEqual([200, "7", ""]);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    const { statusCode, headers } = await ask("/", { method });
    expect([statusCode, headers.allow]).toEqual([405, "GET, HEAD"]);
  }
});

test.each([
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/models/..%2f..%2fsecret.txt",
  "/../page-beside/secret.txt",
  "/link.txt",
  "/out/secret.txt",
  "/nothing",
  "/models",
  "/models/",
  "/%",
  "/index.html%00",
  "http://127.0.0.1/index.html",
])("what is not a file of the folder is not found: %s", async (path) => {
  const { statusCode, content } = await ask(path);
  expect([statusCode, content]).toEqual([404, "There is no such file.\n"]);
});

test("it answers by its own address only", async () => {
  const { port } = new URL(page.url);
  expect(page.url).toBe(`http://127.0.0.1:${port}/`);
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1", `127.0.0.1:${Number(port) + 1}`]) {
    expect((await ask("/", { headers: { host } })).statusCode).toBe(403);
  }
  expect((await ask("/", { headers: { host: `localhost:${port}` } })).statusCode).toBe(200);
});

test("a port that is asked for is taken; one that is not free is an error", async () => {
  const port = Number(new URL(page.url).port);
  await expect(servePage(folder, port)).rejects.toThrow("EADDRINUSE");
});

test("closed, it answers no more", async () => {
  const other = await servePage(folder);
  expect((await fetch(other.url)).status).toBe(200);
  await other.close();
  await expect(fetch(other.url)).rejects.toThrow();
});
