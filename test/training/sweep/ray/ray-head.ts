import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { rayPython } from "../../../../lib/set-up/steps/ray-environment.mjs";

/** A Ray cluster of this machine alone. */
export interface RayHead {
  /** For who is on one of the cluster's machines. */
  address: string;
  /** For others. */
  clientAddress: string;
  stop(): Promise<void>;
}

/**
 * Starts a Ray cluster that listens on loopback only, on ports of its own, and lets nobody in who does not know its token.
 * This process does, and what it starts.
 *
 * @param folder - for what Ray writes
 */
export async function startRay(folder: string): Promise<RayHead> {
  Object.assign(process.env, {
    RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: "0", // has it take 127.0.0.1 for its address
    RAY_AUTH_MODE: "token",
    RAY_AUTH_TOKEN: randomBytes(32).toString("hex"),
    RAY_USAGE_STATS_ENABLED: "0",
    RAY_CLIENT_SERVER_CHECK_CHANNEL_TIMEOUT_S: "120", // not 30, as other tests may keep the processor busy
  });
  const [port, clientPort] = [await freePort(), await freePort()];
  const options = {
    port,
    "ray-client-server-port": clientPort,
    "include-dashboard": false,
    "num-cpus": 2,
    "object-store-memory": 100e6,
    "temp-dir": folder,
  };
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const ray = spawn(path.join(path.dirname(rayPython), "ray"), ["start", "--head", "--block", ...flags]);
  await hasStarted(ray);
  return {
    address: `127.0.0.1:${port}`,
    clientAddress: `ray://127.0.0.1:${clientPort}`,
    async stop() {
      const closed = once(ray, "close");
      ray.kill("SIGTERM");
      await closed;
    },
  };
}

function hasStarted(ray: ChildProcess): Promise<void> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [ray.stdout, ray.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        if (line.includes("Ray runtime started")) resolve();
      });
    }
    ray.on("close", () => reject(new Error(`Ray has not started: ${lines.join("\n")}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
