import { readFile, realpath } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

/** What files are, by the ends of their names; any other is sent as bytes. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** What goes with each answer: nothing is guessed, told to other sites, shown in them, or taken for fresh without asking. */
const HEADERS = {
  "Cache-Control": "no-cache",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/** A page that is served. */
export interface ServedPage {
  /** Its address on this machine. */
  url: string;
  /** Ends it, also for browsers that are connected. */
  close(): Promise<void>;
}

/**
 * Serves a folder of files to this machine's browsers, on 127.0.0.1 alone.
 *
 * It answers only to who asks for it by that address or by localhost: by a name that leads here as well, another site's page
 * could ask otherwise (DNS rebinding).
 *
 * @param folder - one that `makePage` made
 * @param port - default: a free one
 * @throws when the port is taken
 * @example
 * const { url, close } = await servePage("var/pages/synthetic-64px");
 */
export async function servePage(folder: string, port = 0): Promise<ServedPage> {
  let hosts: readonly string[] = [];
  const server = createServer(async ({ method = "", url = "", headers }, response) => {
    if (!hosts.includes(headers.host ?? "")) return refuse(response, 403, "This page has another address.");
    if (method !== "GET" && method !== "HEAD") {
      return refuse(response.setHeader("Allow", "GET, HEAD"), 405, "Files can only be read here.");
    }
    const file = await findFile(folder, url);
    const content = file && (await readFile(file).catch(() => undefined));
    if (!content) return refuse(response, 404, "There is no such file.");
    const type = CONTENT_TYPES[path.extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { ...HEADERS, "Content-Type": type, "Content-Length": content.length });
    response.end(method === "HEAD" ? undefined : content);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const taken = portOf(server.address());
  hosts = [`127.0.0.1:${taken}`, `localhost:${taken}`];
  return {
    url: `http://127.0.0.1:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The file that an address names, if it is in the folder, also when links are followed. */
async function findFile(folder: string, url: string): Promise<string | undefined> {
  try {
    const [name = ""] = url.split(/[?#]/);
    const decoded = decodeURIComponent(name);
    const file = await realpath(path.join(folder, decoded.endsWith("/") ? `${decoded}index.html` : decoded));
    return file.startsWith((await realpath(folder)) + path.sep) ? file : undefined;
  } catch {
    return undefined; // there is none, or the address is none
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return address.port;
}
