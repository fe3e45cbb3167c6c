import type { PhotoPredictor } from "../../model/detector/predict-photo";
import { BACKENDS, type Backend, chooseBackend } from "./backend";
import { config } from "./config";
import { loadPageReader } from "./page-reader";

/** What reads photos, as soon as it is loaded. */
export interface LoadedReader {
  reader: PhotoPredictor;
  backend: Backend;
}

/** Loads what reads photos, into the backend that the page's address asks for (`?backend=wasm`) or the fastest. */
export async function loadReader(): Promise<LoadedReader> {
  const asked = new URLSearchParams(location.search).get("backend");
  const backend = await chooseBackend(BACKENDS.find((backend) => backend === asked));
  return { reader: await loadPageReader(), backend };
}

/** What is loaded, and how large it is. */
export function loadingText(): string {
  const bytesOf = (name: RegExp) =>
    Object.entries(config.files).reduce((sum, [file, { bytes }]) => sum + (name.test(file) ? bytes : 0), 0);
  const parts = [
    `the network ${config.name}, ${megabytes(bytesOf(/network/))}`,
    `what finds faces, ${megabytes(bytesOf(/blazeface/))}`,
    `and TensorFlow, ${megabytes(bytesOf(/wasm/))}`,
  ];
  return `Loading ${parts.join("; ")}. Photos can be chosen already.`;
}

/** "9.5 MB" */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
