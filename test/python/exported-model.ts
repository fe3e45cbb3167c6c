/**
 * Checks that Python's TensorFlow and this project agree on an exported model: odd image sizes, several batch sizes.
 *
 * `.ci/run` runs it, and `npx tsx test/python/exported-model.ts`. It makes an environment with tensorflow-cpu in var/python, which takes
 * minutes the first time: that is why it is no test of `npm test`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { tf } from "../../lib/engine/tensorflow";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { exportSavedModel } from "../../lib/model/prediction/export-saved-model";
import { serve } from "../model/prediction/serve";

const CASES = [
  { count: 1, height: 31, width: 77 },
  { count: 3, height: 64, width: 64 },
  { count: 5, height: 201, width: 130 },
];

/** A Python with TensorFlow of the version that the project uses. */
function python(): string {
  const environment = path.join("var", "python");
  const program = path.join(environment, "bin", "python");
  if (!existsSync(path.join(environment, "ready"))) {
    execFileSync("python3", ["-m", "venv", "--clear", environment], { stdio: "inherit" });
    execFileSync(program, ["-m", "pip", "install", "--quiet", "tensorflow-cpu==2.21.0"], { stdio: "inherit" });
    writeFileSync(path.join(environment, "ready"), "");
  }
  return program;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "exported-"));
  try {
    const model = sharedCnn({ imageSize: 64 });
    await exportSavedModel(model, path.join(folder, "1"));
    const cases = [];
    for (const { count, height, width } of CASES) {
      const pixels = Int32Array.from(
        { length: count * height * width * 3 },
        (_, index) => (index * 7919 + (index >> 5)) % 256,
      );
      const image = tf.tensor4d(pixels, [count, height, width, 3], "int32");
      const outputs = await serve(path.join(folder, "1"), image);
      cases.push({ shape: image.shape, pixels: Array.from(pixels), outputs });
    }
    writeFileSync(path.join(folder, "cases.json"), JSON.stringify(cases));
    execFileSync(python(), [path.join("test", "python", "exported_model.py"), folder], { stdio: "inherit" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
