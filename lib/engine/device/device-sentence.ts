import { realpathSync } from "node:fs";
import path from "node:path";
import { describeDevice } from "./describe-device";

/** What TensorFlow's binding tells of itself. */
interface LoadedBinding {
  TF_Version: string;
  isUsingGpuDevice(): boolean;
}

/**
 * A sentence that says what TensorFlow runs on, where set-up has brought its build for GPUs; nothing where it has not.
 *
 * @param library - the folder that set-up keeps TensorFlow's library in
 */
export function deviceSentence(binding: LoadedBinding, library = libraryFolder()): string | undefined {
  const cuda = /\/tensorflow-gpu-[^/]*-cuda-([\d.]+)/.exec(library)?.[1];
  if (cuda === undefined) return undefined;
  return describeDevice(binding.isUsingGpuDevice(), { tensorflow: binding.TF_Version, cuda });
}

function libraryFolder(): string {
  return realpathSync(path.resolve(__dirname, "../../../var/tensorflow"));
}
