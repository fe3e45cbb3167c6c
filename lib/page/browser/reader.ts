import type { GradualPhotoPredictor } from "../../model/detector/predict-photo";
import { BACKENDS, type Backend, chooseBackend } from "./backend";
import { loadPageReader } from "./page-reader";

/** What reads photos, as soon as it is loaded. */
export interface LoadedReader {
  reader: GradualPhotoPredictor;
  backend: Backend;
}

/** Loads what reads photos, into the backend that the page's address asks for (`?backend=wasm`) or the fastest. */
export async function loadReader(): Promise<LoadedReader> {
  const asked = new URLSearchParams(location.search).get("backend");
  const backend = await chooseBackend(BACKENDS.find((backend) => backend === asked));
  return { reader: await loadPageReader(), backend };
}
