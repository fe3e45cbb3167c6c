import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { extract } from "tar-stream";
import { writeEntry } from "../../files/tar-entry";

/** A package on npm, and what is wanted of it. */
export interface NpmPackage {
  name: string;
  version: string;
  /** The SHA-512 of its tarball, as npm writes it: `sha512-` and base64. */
  integrity: string;
  /** The size of its tarball in bytes. */
  bytes: number;
  /** Paths in the package. */
  files: readonly string[];
}

/** What `bringNpmPackage` is told. */
export interface BringOptions {
  /** Called with how many bytes have arrived, of how many. */
  onProgress?: ((done: number, total: number) => void) | undefined;
  /** Ends the work. */
  signal: AbortSignal;
}

/** What npm calls a network that does not answer, by the codes of its errors. */
const NO_NETWORK =
  /^(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)$/;

/**
 * Fetches a package from the user's npm registry by npm itself, which goes by the user's settings for registry, proxy and
 * access, and unpacks some of its files. Nothing of the package is executed.
 *
 * @param folder - a folder of its own; the wanted files come into it, without the package's folders, and what else is needed
 *   meanwhile comes into its folder `npm`. When something fails, what is there is worth nothing.
 * @throws Error, with a sentence that says what to do, where npm is missing or cannot fetch the package; where what it fetched
 *   is not the package that is meant, or lacks a file; the signal's reason when that is aborted
 */
export async function bringNpmPackage(wanted: NpmPackage, folder: string, options: BringOptions): Promise<void> {
  const work = path.join(folder, "npm");
  await mkdir(work, { recursive: true });
  await runNpm(wanted, work, options);
  const name = (await readdir(work)).find((entry) => entry.endsWith(".tgz")) ?? "";
  const tarball = await readFile(path.join(work, name));
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  if (integrity !== wanted.integrity) {
    throw new Error(
      `The package ${wanted.name} ${wanted.version} that npm's registry sent is not the one that is meant (its checksum is ` +
        `${integrity}, not ${wanted.integrity}): run it again, or let npm's settings name another registry.`,
    );
  }
  await unpackFiles(tarball, wanted, folder);
}

/** Has npm put a package's tarball into a folder, together with npm's cache, so that nothing of it stays elsewhere. */
async function runNpm({ name, version, bytes }: NpmPackage, folder: string, { onProgress, signal }: BringOptions) {
  const running = process.env.npm_execpath;
  const npm = running !== undefined && path.basename(running) === "npm-cli.js" ? [process.execPath, running] : ["npm"];
  const cache = path.join(folder, "cache");
  const pack = ["pack", `${name}@${version}`, "--ignore-scripts", "--pack-destination", folder, "--cache", cache];
  // Waits between tries are shortened, or a missing network would take a minute to notice.
  const patience = ["--fetch-retry-mintimeout", "1000", "--fetch-retry-maxtimeout", "5000"];
  const [command = "npm", ...rest] = [...npm, ...pack, ...patience];
  const child = spawn(command, rest, { stdio: ["ignore", "ignore", "pipe"], signal });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const watch = setInterval(async () => {
    const arrived = await bytesIn(path.join(cache, "_cacache")); // beside it are npm's logs
    if (arrived > 0 && child.exitCode === null) onProgress?.(Math.min(arrived, bytes - 1), bytes);
  }, 200);
  try {
    let isMissing = false;
    child.on("error", (error) => {
      isMissing = "code" in error && error.code === "ENOENT";
    });
    const status = await new Promise((resolve) => child.on("close", resolve));
    signal.throwIfAborted();
    if (isMissing) throw new Error("npm is missing: install it with Node, from https://nodejs.org/en/download.");
    if (status !== 0) throw failureOf(`${name} ${version}`, complaints, folder);
    onProgress?.(bytes, bytes);
  } finally {
    clearInterval(watch);
  }
}

/** How many bytes the files in a folder have, while others write there. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map(async (name) => {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    return found?.isFile() ? found.size : 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** What npm has said, in a sentence. */
function failureOf(what: string, complaints: string, folder: string): Error {
  const code = /^npm \S+ code (\w+)/m.exec(complaints)?.[1] ?? "";
  if (NO_NETWORK.test(code)) {
    return new Error(
      `There is no way to npm's registry for ${what} (${code}): check the network and npm's proxy settings, then run it again.`,
    );
  }
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Error(
      `The disk of ${folder} is full (${code}), there was no room for ${what}: free some and run it again.`,
    );
  }
  const said = complaints.split("\n").filter((line) => /^npm \S+ (?!code |A complete log|.*\.log$)/.test(line));
  const reason = said[0]?.replace(/^npm \S+ /, "") ?? "it said nothing";
  return new Error(
    `npm could not fetch ${what} (${[code, reason].filter(Boolean).join(": ")}): see to npm's settings, then run it again.`,
  );
}

/** Unpacks the wanted files; the tarball's checksum is right, so it is what its makers have made. */
async function unpackFiles(tarball: Uint8Array, { name, files }: NpmPackage, folder: string): Promise<void> {
  const missing = new Set(files);
  const entries = extract();
  const reading = pipeline(Readable.from([await promisify(gunzip)(tarball)]), entries);
  reading.catch(() => {}); // the loop fails with the same error, and is waited for
  for await (const entry of entries) {
    const file = entry.header.name.replace(/^package\//, "");
    if (missing.delete(file)) await writeEntry(entry, path.join(folder, path.posix.basename(file)));
    else entry.resume();
  }
  await reading;
  if (missing.size > 0) throw new Error(`The package ${name} has no file ${[...missing].join(", ")}.`);
}
