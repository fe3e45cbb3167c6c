import "@tensorflow/tfjs-backend-webgpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { tf } from "../../engine/tensorflow";
import { fetchFile } from "./fetch-file";

/** What TensorFlow.js can compute with in a browser, the fastest first. */
export const BACKENDS = ["webgpu", "webgl", "wasm"] as const;

/** One of them. */
export type Backend = (typeof BACKENDS)[number];

/**
 * Has TensorFlow.js compute with the fastest that there is: WebGPU or WebGL where a graphics processor is behind it, which are drawn
 * by the processor elsewhere, slower than WebAssembly is.
 *
 * @param wanted - only this one
 * @throws when there is none
 */
export async function chooseBackend(wanted?: Backend): Promise<Backend> {
  for (const backend of wanted ? [wanted] : BACKENDS) {
    if (wanted === undefined && !(await isFast(backend))) continue;
    if (backend === "wasm") await bringWasm();
    if (await tf.setBackend(backend).catch(() => false)) return backend;
  }
  throw new Error(`This browser has no ${wanted ?? "WebGPU, WebGL or WebAssembly"}: try another, or a newer one`);
}

/** Has the backend take the page's own file, that for one thread with SIMD, which every browser since 2021 runs. */
async function bringWasm(): Promise<void> {
  const url = URL.createObjectURL(await (await fetchFile("tensorflow.wasm")).blob());
  const names = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];
  setWasmPaths(Object.fromEntries(names.map((name) => [name, url])));
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // threads would ask for another file, and headers of the server
}

async function isFast(backend: Backend): Promise<boolean> {
  if (backend === "webgl") {
    const context = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
    const info = context?.getExtension("WEBGL_debug_renderer_info");
    const renderer = String(info && context?.getParameter(info.UNMASKED_RENDERER_WEBGL));
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null && !/SwiftShader|llvmpipe|Basic Render|software/i.test(renderer); // of which Chromium does not always say that
  }
  if (backend === "webgpu") {
    const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
    return adapter != null && !adapter.info?.isFallbackAdapter;
  }
  return true;
}
