/**
 * In the place of the library's, which has few sizes and fills up: one image a run. In browsers more take no less time each, and
 * WebGL and WebGPU, which make programs anew for each size, have made those for one.
 */
export function* runSizes(items: number): Generator<{ start: number; size: number }> {
  for (let start = 0; start < items; start++) yield { start, size: 1 };
}
