import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FetchFileOptions, fetchFile } from "../../../lib/dataset/download/fetch-file";
import { scratchFolder } from "../../scratch-folder";
import { dropAfter, type FileServer, lie, serveFile, stallAfter, status, wholeFile } from "./file-server";

const folder = scratchFolder();
const file = path.join(folder, "faces.tar");
const drop = (count: number) => dropAfter(count, `${file}.part`);
const content = randomBytes(300_000);

let server: FileServer;
let said: string[];
beforeEach(async () => {
  server = await serveFile(content);
  said = [];
});
afterEach(async () => {
  await server.close();
  for (const name of readdirSync(folder)) await rm(path.join(folder, name), { recursive: true });
});

const patience = { stall: 30, pauses: [0.01, 0.01, 0.01] };

function fetchIt(options: Partial<FetchFileOptions> = {}) {
  return fetchFile({
    url: server.url,
    file,
    md5: md5Of(server.file),
    say: (text) => said.push(text),
    patience,
    ...options,
  });
}

function md5Of(served: { content: Buffer }): string {
  return createHash("md5").update(served.content).digest("hex");
}

/** Has the server break the connection until so much has arrived. */
async function fetchPart(count: number) {
  server.answers = [drop(count), status(404)];
  await expect(fetchIt()).rejects.toThrow("404");
  expect(statSync(`${file}.part`).size).toBe(count);
  server.requests.length = 0;
  said.length = 0;
}

/** That the file is there, as it is on the server now, and nothing else. */
function expectWhole() {
  expect(readFileSync(file).equals(server.file.content)).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["faces.tar"]);
}

function expectNothingThatLooksWhole() {
  expect(existsSync(file)).toBe(false);
}

test("a file is downloaded whole, and not a second time", async () => {
  const steps: [string, number, number][] = [];
  const progress = (stage: string) => (done: number, total: number) => steps.push([stage, done, total]);
  await fetchIt({ progress });
  expectWhole();
  expect(steps[0]).toEqual(["Downloading", 0, content.length]);
  expect(steps).toContainEqual(["Downloading", content.length, content.length]);
  expect(steps.at(-1)).toEqual(["Checking", content.length, content.length]);
  expect(said).toEqual([]);

  await fetchIt();
  expect(server.requests).toHaveLength(1);
});

test("a file that is there but is another is replaced", async () => {
  writeFileSync(file, "another");
  await fetchIt();
  expectWhole();
});

describe("a download that breaks off", () => {
  test("continues at the byte where the connection broke, as often as it takes", async () => {
    server.answers = [1000, 5000, 1, 70_000, 100_000, 20_000].map(drop);
    await fetchIt();
    expectWhole();
    expect(server.requests.map(({ range }) => range)).toEqual([
      undefined,
      "bytes=1000-",
      "bytes=6000-",
      "bytes=6001-",
      "bytes=76001-",
      "bytes=176001-",
      "bytes=196001-",
    ]);
    expect(said).toHaveLength(6);
    expect(said[0]).toMatch(/^Trying again in 0.01 s: the connection broke: /);
  });

  test("continues when nothing arrives any more", async () => {
    server.answers = [stallAfter(1234)];
    await fetchIt({ patience: { ...patience, stall: 1 } });
    expectWhole();
    expect(said).toEqual(["Trying again in 0.01 s: nothing arrived for 1 s."]);
    expect(server.requests[1]?.range).toBe("bytes=1234-");
  });

  test("is kept when it is stopped, and continued the next time", async () => {
    const stop = new AbortController();
    server.answers = [stallAfter(9000)];
    const progress = () => (done: number) => done === 9000 && stop.abort();
    await expect(fetchIt({ signal: stop.signal, progress })).rejects.toMatchObject({ name: "AbortError" });
    expectNothingThatLooksWhole();
    await fetchIt();
    expectWhole();
    expect(server.requests[1]?.range).toBe("bytes=9000-");
    expect(said).toEqual([]);
  });

  test("can be stopped while it waits for another attempt", async () => {
    const stop = new AbortController();
    server.answers = [status(503, { "retry-after": "200" })];
    const say = () => stop.abort();
    await expect(fetchIt({ signal: stop.signal, say })).rejects.toMatchObject({ name: "AbortError" });
    expect(server.requests).toHaveLength(1);
  });

  test("ends with an error when no attempt gets any further, and can be continued later", async () => {
    server.answers = [drop(100), drop(0), status(503), status(500), status(504)];
    await expect(fetchIt()).rejects.toThrow(
      `${server.url} could not be downloaded: the server answered 500 Internal Server Error. ` +
        "What has arrived is kept; start again to continue.",
    );
    expectNothingThatLooksWhole();
    server.answers = [];
    await fetchIt();
    expect(server.requests.at(-1)?.range).toBe("bytes=100-");
    expectWhole();
  });

  test("that was whole but not yet checked is only checked", async () => {
    await fetchPart(100_000);
    writeFileSync(`${file}.part`, content);
    await fetchIt();
    expect(server.requests.map(({ range }) => range)).toEqual(["bytes=300000-"]); // there is nothing more (416)
    expectWhole();

    await rm(file);
    writeFileSync(`${file}.part`, content);
    await fetchIt({ length: content.length });
    expect(server.requests).toHaveLength(1);
    expectWhole();
  });
});

describe("a download starts afresh", () => {
  test.each([200_000, 300_000, 400_000])("when the file changes between two attempts, to %i bytes", async (length) => {
    await fetchPart(50_000);
    server.file = { content: randomBytes(length) };
    await fetchIt();
    expect(server.requests.map(({ range }) => range)).toEqual(["bytes=50000-", undefined]);
    expect(said).toEqual(["Trying again in 0.01 s: what arrived in parts is not the expected file."]);
    expectWhole();
  });

  test("when the server does not know ranges", async () => {
    await fetchPart(50_000);
    server.answers = [wholeFile];
    await fetchIt();
    expect(server.requests).toHaveLength(1);
    expect(said).toEqual(["Starting afresh: the server cannot continue where the download broke off."]);
    expectWhole();
  });

  test("when the file has become shorter than what has arrived (416)", async () => {
    await fetchPart(50_000);
    server.file = { content: randomBytes(20_000) };
    await fetchIt();
    expect(server.requests.map(({ range }) => range)).toEqual(["bytes=50000-", undefined]);
    expectWhole();
  });

  test.each([
    ["another place", "bytes 50001-299999/300000", content.subarray(50_001)],
    ["a file of an unknown length", "bytes 50000-299999/*", content.subarray(50_000)],
    ["no place at all", "nonsense", content.subarray(50_000)],
    ["more bytes than there are", "bytes 50000-299999/300000", Buffer.concat([content.subarray(50_000), content])],
  ])("when the server sends %s", async (_, range, body) => {
    await fetchPart(50_000);
    server.answers = [lie({ "content-range": range }, body)];
    await fetchIt();
    expect(server.requests.map((headers) => headers.range)).toEqual(["bytes=50000-", undefined]);
    expectWhole();
  });
});

describe("a server that lies about the length", () => {
  test("with a part that ends too early is asked for the rest", async () => {
    await fetchPart(50_000);
    server.answers = [lie({ "content-range": "bytes 50000-299999/300000" }, content.subarray(50_000, 60_000))];
    await fetchIt();
    expect(server.requests[1]?.range).toBe("bytes=60000-");
    expectWhole();
  });

  test("with a file that is never as long as it says makes the download fail", async () => {
    const tooLong = String(content.length + 5);
    server.answers = Array.from({ length: 9 }, () => (_request, response) => {
      response.writeHead(200, { "content-length": tooLong });
      response.write(content, () => response.destroy());
    });
    await expect(fetchIt()).rejects.toThrow(/could not be downloaded: the (connection broke|server ended)/);
    expectNothingThatLooksWhole();
  });

  test("with no length at all is refused", async () => {
    server.answers = [(_, response) => response.writeHead(200).end(content)];
    await expect(fetchIt()).rejects.toThrow("does not say how long the file is");
    expectNothingThatLooksWhole();
  });
});

describe("a download fails at once", () => {
  test.each([404, 403, 410, 301])("when the server answers %i", async (code) => {
    await fetchPart(50_000);
    server.answers = [status(code)];
    await expect(fetchIt()).rejects.toThrow(`${server.url} cannot be downloaded: the server answered ${code}`);
    expect(server.requests).toHaveLength(1);
    expect(statSync(`${file}.part`).size).toBe(50_000);
  });

  test("when the answer is a web page", async () => {
    server.answers = [(_, response) => response.writeHead(200, { "content-type": "text/html" }).end("Log in")];
    await expect(fetchIt()).rejects.toThrow("the answer is a web page or a text (text/html), not an archive");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("when the file is not as long as is known", async () => {
    await expect(fetchIt({ length: 299_999 })).rejects.toThrow("it is 300000 bytes long instead of 299999");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("when the disk has no room for it", async () => {
    server.answers = [(_, response) => response.writeHead(200, { "content-length": "1000000000000000" }).write("x")];
    await expect(fetchIt()).rejects.toThrow(`The disk of ${folder} has`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("when what arrived has another checksum than is known, and nothing of it is kept", async () => {
    await expect(fetchIt({ md5: "0".repeat(32) })).rejects.toThrow(`its MD5 is ${md5Of({ content })} instead of 000`);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("a server that is busy is given the time that it asks for", async () => {
  server.answers = [status(503, { "retry-after": "0.2" }), status(429)];
  await fetchIt();
  expect(said).toEqual([
    "Trying again in 0.2 s: the server answered 503 Service Unavailable.",
    "Trying again in 0.01 s: the server answered 429 Too Many Requests.",
  ]);
  expectWhole();
});

test("no server at all is an error that says so", async () => {
  const { url } = server;
  await server.close();
  await expect(fetchIt({ url })).rejects.toThrow(
    /^http:.*could not be downloaded: there is no connection: .*ECONNREFUSED/,
  );
});
