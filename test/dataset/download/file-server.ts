import { statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine with one file. What it does wrong it is told, request by request. */
export interface FileServer {
  url: string;
  /** What it serves now; a test may put another file in its place. */
  file: ServedFile;
  /** How the next requests are answered, one after the other; the ones after them as they should be. */
  answers: Answer[];
  /** The headers of the requests that came. */
  requests: IncomingMessage["headers"][];
  close(): Promise<void>;
}

export interface ServedFile {
  content: Buffer;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, file: ServedFile) => void;

export async function serveFile(content: Buffer, name = "faces.tar"): Promise<FileServer> {
  const http = createServer((request, response) => {
    server.requests.push(request.headers);
    const answer = server.answers.shift() ?? asItShould;
    answer(request, response, server.file);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const server: FileServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/${name}`,
    file: { content },
    answers: [],
    requests: [],
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}

/** Ranges, 416 and all. */
export const asItShould: Answer = (request, response, file) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (from === 0) return wholeFile(request, response, file);
  if (from >= file.content.length) {
    response.writeHead(416, { "content-range": `bytes */${file.content.length}` }).end();
    return;
  }
  response.writeHead(206, restHeaders(file, from)).end(file.content.subarray(from));
};

/** The whole file, whatever was asked for. */
export const wholeFile: Answer = (_, response, file) => {
  response.writeHead(200, { "content-length": file.content.length }).end(file.content);
};

/** Fails with a status. */
export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => response.writeHead(code, headers).end("what went wrong");
}

/**
 * Answers as it should and breaks the connection after so many bytes of the body, when they are on the client's disk: what
 * Node's `fetch` has received but not yet handed on is lost when a connection breaks.
 *
 * @param partial - the client's file
 */
export function dropAfter(count: number, partial: string): Answer {
  return (request, response, file) => {
    sendSome(request, response, file, count, (end) => {
      const arrival = setInterval(() => {
        if ((statSync(partial, { throwIfNoEntry: false })?.size ?? 0) < end) return;
        clearInterval(arrival);
        response.destroy();
      }, 5);
      response.on("close", () => clearInterval(arrival));
    });
  };
}

/** Answers as it should and says no more when it has sent so many bytes of the body. */
export function stallAfter(count: number): Answer {
  return (request, response, file) => sendSome(request, response, file, count, () => {});
}

/** Answers 206 with other headers than are true, and with a body of its own. */
export function lie(headers: Record<string, string>, body: Buffer): Answer {
  return (_, response) => response.writeHead(206, { "content-length": body.length, ...headers }).end(body);
}

function sendSome(
  { headers }: IncomingMessage,
  response: ServerResponse,
  file: ServedFile,
  count: number,
  then: (end: number) => void,
): void {
  const from = Number(/\d+/.exec(headers.range ?? "")?.[0] ?? 0);
  if (from === 0) response.writeHead(200, { "content-length": file.content.length });
  else response.writeHead(206, restHeaders(file, from));
  response.write(file.content.subarray(from, from + count), () => then(from + count));
}

function restHeaders(file: ServedFile, from: number) {
  const { length } = file.content;
  return {
    "content-length": length - from,
    "content-range": `bytes ${from}-${length - 1}/${length}`,
  };
}
