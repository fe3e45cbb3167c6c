/**
 * TensorFlow's build for GPUs on whatever machine this is: where it was brought (`ENGINE=gpu npm run setup`, in this clone or
 * another with the same WORKBOOK_CACHE), else there is nothing to test.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Precision } from "../../lib/engine/device/precision";
import { GraphDefinition, type GraphNode } from "../../lib/engine/graph/graph-definition";
import { sharedCnn } from "../../lib/model/networks/shared-cnn";
import { venvPython } from "../../lib/set-up/steps/python-environment.mjs";
import { createJointStep } from "../../lib/training/step/joint-step";
import { buildFolder } from "./builds";
import { lossesOf } from "./child-training";

/** A kernel of the library, as registered_kernels.py tells it. */
interface Kernel {
  op: string;
  types: Record<string, number[]>;
  onHost: string[];
}

const builds = { gpu: buildFolder("gpu"), cpu: buildFolder("cpu") };

describe.skipIf(builds.gpu === undefined)("the build for GPUs", () => {
  test.skipIf(builds.cpu === undefined)("loads without a GPU, and trains as the build for processors does", () => {
    const training = { precision: "float32", size: 64, batch: 8, steps: 3 } as const;
    // The loader looks there before it looks in var/tensorflow.
    const [gpu, cpu] = [builds.gpu, builds.cpu].map((LD_LIBRARY_PATH) =>
      lossesOf(training, { LD_LIBRARY_PATH, CUDA_VISIBLE_DEVICES: "" }),
    );
    expect(gpu).toMatchObject({ tensorflow: "2.21.0", onGpu: false });
    expect(gpu?.losses).toHaveLength(3);
    expect(gpu).toEqual(cpu);
  });

  test("finds each CUDA library, and each of them what it needs, but for the driver's", () => {
    const nvidia = path.join(builds.gpu ?? "", "../nvidia");
    const libraries = readdirSync(nvidia, { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.so\.\d+$/.test(file),
    );
    const sought = ["cublas", "cublasLt", "cudart", "cudnn", "cufft", "cusolver", "cusparse"].map(
      (name) => `lib${name}.so`,
    );
    const found = libraries.map((file) => path.basename(file).replace(/\.\d+$/, ""));
    expect(found).toEqual(expect.arrayContaining(sought));
    const { stdout } = spawnSync(
      "ldd",
      libraries.map((file) => path.join(nvidia, file)),
      { encoding: "utf8" },
    );
    const missing = Array.from(stdout.matchAll(/(\S+) => not found/g), ([, name]) => name);
    expect(missing.filter((name) => name !== "libcuda.so.1")).toEqual([]);
    expect(stdout).toMatch(/libcublas\.so\.12 => \/.*\/nvidia\//); // not another one of this machine
  });

  describe.each(["float32", "bfloat16"] as const)("a training step in %s", (precision) => {
    let nodes: GraphNode[] = [];
    beforeAll(() => {
      nodes = nodesOfStep(precision);
    });

    test("has a kernel for GPUs for each of its operations", () => {
      const missing = nodes.filter((node) => kernelsOf(node).length === 0);
      expect(missing.map(({ op, attributes }) => `${op} ${JSON.stringify(attributes)}`)).toEqual([]);
    });

    test("gives results in the processor's memory only where they are a few integers", () => {
      const onHost = nodes.filter((node) => kernelsOf(node).every(({ onHost }) => onHost.includes("output")));
      expect(new Set(onHost.map(({ op }) => op))).toEqual(new Set(["Const", "Pack"])); // shapes, and seeds
    });
  });
});

let registered: Kernel[] | undefined;

/** The kernels for GPUs that take a node's types. */
function kernelsOf({ op, attributes }: GraphNode): Kernel[] {
  registered ??= registeredKernels();
  return registered.filter(
    (kernel) =>
      kernel.op === op &&
      Object.entries(kernel.types).every(([name, types]) => {
        const attribute = attributes[name];
        return attribute?.kind === "type" && types.includes(attribute.value);
      }),
  );
}

function registeredKernels(): Kernel[] {
  const library = path.join(builds.gpu ?? "", "libtensorflow_cc.so.2");
  const command = [path.join("test", "gpu", "registered_kernels.py"), library];
  const options = { encoding: "utf8", stdio: "pipe", maxBuffer: 2 ** 26 } as const;
  return JSON.parse(execFileSync(venvPython(process.cwd()), command, options));
}

/** The nodes of the graph that a training step runs as. */
function nodesOfStep(precision: Precision): GraphNode[] {
  const written: GraphDefinition[] = [];
  const message = GraphDefinition.prototype.message;
  const spy = vi.spyOn(GraphDefinition.prototype, "message").mockImplementation(function (this: GraphDefinition) {
    written.push(this);
    return message.call(this);
  });
  const model = sharedCnn({ imageSize: 64, filters: [8, 8, 8], units: 32, headUnits: 16 });
  const step = createJointStep(model, { optimizer: "adam", precision, seed: 1 });
  const face = { ages: Int32Array.of(30), genders: Int32Array.of(1), rows: Int32Array.of(0), size: 1, imageSize: 64 };
  step.run({ images: new Uint8Array(64 ** 2 * 3), ...face }, 0, { learningRate: 1e-4 });
  spy.mockRestore();
  step.dispose();
  model.dispose();
  return written.flatMap(({ nodes }) => nodes);
}
