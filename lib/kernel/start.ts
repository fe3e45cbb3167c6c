import { resolve } from "node:path";
import { announceDevice } from "./announce-device";
import { currentCell, installOutputs } from "./cells/running-cell";
import { NotebookSession } from "./cells/session";
import { installStackTraces } from "./cells/stack-traces";
import { KernelServer } from "./server";
import { installInterrupt } from "./stop-button";

/**
 * Starts the kernel: tslab in the project's root, so that a cell imports from `./lib/…` in whatever folder its notebook is.
 *
 * @param connectionFile Jupyter's JSON file with the ports and the key.
 */
export async function startKernel(connectionFile: string): Promise<void> {
  const file = resolve(connectionFile);
  process.chdir(resolve(__dirname, "../.."));
  installStackTraces();
  installOutputs();
  installInterrupt();
  announceDevice();
  const session = new NotebookSession(process.cwd());
  const server = new KernelServer(session, file);
  process.on("SIGINT", () => server.interrupt());
  // Errors that nothing caught end the cell that they come from; later they can only be printed.
  const fail = (error: unknown) => (currentCell()?.ended === false ? session.stop(error) : console.error(error));
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  exitWithParent();
  await server.listen();
}

/** Ends the kernel when the Jupyter server that started it is gone without having stopped it. */
function exitWithParent(): void {
  const parent = process.ppid;
  const wasLate = parent === 1 && Number(process.env.JPY_PARENT_PID) > 1; // the server was gone before the kernel had begun
  setInterval(() => {
    if (wasLate || process.ppid !== parent) process.exit(1);
  }, 1000).unref();
}
