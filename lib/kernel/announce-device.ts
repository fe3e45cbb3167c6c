import path from "node:path";
import { deviceSentence } from "../engine/device/device-sentence";

/**
 * Has the cell that loads TensorFlow say what it runs on, where it could be a GPU. Later ones say nothing.
 *
 * @param describe - the sentence, if there is something to say
 */
export function announceDevice(describe = deviceSentence): void {
  const { dlopen } = process;
  process.dlopen = (module: { exports: Parameters<typeof deviceSentence>[0] }, file: string, ...rest: [number?]) => {
    Reflect.apply(dlopen, process, [module, file, ...rest]);
    if (path.basename(file) !== "tfjs_binding.node") return;
    process.dlopen = dlopen;
    const sentence = describe(module.exports);
    if (sentence !== undefined) console.log(sentence);
  };
}
