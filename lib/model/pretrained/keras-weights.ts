import { stat } from "node:fs/promises";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { ReadAnswer, ReadRequest } from "./keras-weights-worker.mjs";

/**
 * Reads the weights of layers from a file that Keras wrote: weights (`.h5`, `.weights.h5`) or a whole model (`.h5`), of any
 * version of Keras. Layers are known by their names.
 *
 * The file is not trusted. It is read in a thread of its own, which takes its memory with it.
 *
 * @returns for each layer its weights in the order of its shapes; nothing for one that the file does not have
 * @throws when the file cannot be read, is no HDF5 file, or has a layer whose weights are not as they should be
 */
export async function readKerasWeights(
  file: string,
  layers: ReadRequest["layers"],
): Promise<(Float32Array[] | undefined)[]> {
  const status = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code})`);
  });
  if (!status.isFile()) throw new Error(`${file} is not a file`);
  const answer = await new Promise<ReadAnswer>((resolve, reject) => {
    // Without the options of this process: they may load what the thread does not need, tsx for example.
    const options = { execArgv: [], workerData: { file, layers } };
    const worker = new Worker(path.join(__dirname, "keras-weights-worker.mjs"), options);
    worker.once("message", resolve);
    const fail = (reason: string) => reject(new Error(`${file} is damaged: HDF5 cannot read it (${reason})`));
    worker.once("error", ({ message }: Error) => fail(message));
    worker.once("exit", (code) => fail(`exit code ${code}`));
  });
  if ("problem" in answer) throw new Error(`${file} ${answer.problem}`);
  return answer.layers;
}
