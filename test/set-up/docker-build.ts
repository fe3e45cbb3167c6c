import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Copy, DockerfileParser, type JSONInstruction } from "dockerfile-ast";

/**
 * Does what `docker build` does with a Dockerfile, as far as that goes without Docker: on this machine, as this user, with the
 * image's files in a folder. Steps that install Debian's packages are left out: this machine has what they bring.
 */
export class DockerBuild {
  /** The folder that stands for the image's `/`. */
  readonly image = mkdtempSync(path.join(tmpdir(), "image-"));
  readonly instructions: ReturnType<ReturnType<typeof DockerfileParser.parse>["getInstructions"]>;
  readonly #environment: Record<string, string> = {};
  #workFolder = "/";

  constructor(
    file: string,
    private readonly buildArguments: Record<string, string>,
  ) {
    this.instructions = DockerfileParser.parse(readFileSync(file, "utf8")).getInstructions();
  }

  /** The environment of what runs in the image; the host's own PATH and package registries. */
  environment(): NodeJS.ProcessEnv {
    const { DISPLAY, ENGINE, WORKBOOK_CACHE, ...host } = process.env;
    return { ...host, HOME: this.path("/home/node"), ...this.#environment };
  }

  /** Where a file or folder of the image lies. */
  path(file: string): string {
    return path.join(this.image, path.resolve(this.#workFolder, file));
  }

  /**
   * Spares the image's set-up the minute in which npm brings what this clone has: as links, without the binding, which
   * the image compiles itself. Where they cannot be linked, npm brings them.
   */
  takeNodePackages(): void {
    const target = path.join(this.image, "home/node/workbook/node_modules");
    mkdirSync(path.dirname(target), { recursive: true });
    const { status } = spawnSync("cp", ["-al", "node_modules", target]);
    const unneeded = status === 0 ? path.join(target, "@tensorflow/tfjs-node-gpu/lib") : target;
    rmSync(unneeded, { recursive: true, force: true });
  }

  /** Does the instructions in their order; throws with a step's output if it fails. */
  build(): void {
    for (const instruction of this.instructions) {
      const content = this.#filled(instruction.getArgumentsContent() ?? "");
      switch (instruction.getKeyword()) {
        case "WORKDIR":
          this.#workFolder = path.resolve(this.#workFolder, content);
          mkdirSync(this.path("."), { recursive: true });
          break;
        case "ARG":
        case "ENV":
          for (const [, name = "", value = ""] of content.matchAll(/(\w+)=(\S+)/g)) {
            const isPath = instruction.getKeyword() === "ENV" && value.startsWith("/");
            this.#environment[name] = this.buildArguments[name] ?? (isPath ? path.join(this.image, value) : value);
          }
          break;
        case "COPY":
          this.#copy(content.split(" ").filter((argument) => !argument.startsWith("--")));
          break;
        case "RUN":
          if (!content.includes("apt-get")) this.#run(content);
      }
    }
  }

  remove(): void {
    rmSync(this.image, { recursive: true, force: true });
  }

  #filled(text: string): string {
    return text.replaceAll(/\$(\w+)/g, (match, name: string) => this.#environment[name] ?? match);
  }

  #copy(files: string[]): void {
    const target = files.pop() ?? ".";
    for (const file of files) {
      const isFolder = target.endsWith("/") && !file.endsWith("/");
      const options = { recursive: true, filter: (name: string) => !name.includes("/.ipynb_checkpoints") };
      cpSync(file, isFolder ? path.join(this.path(target), path.basename(file)) : this.path(target), options);
    }
  }

  #run(command: string): void {
    const options = { cwd: this.path("."), env: this.environment(), encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], options);
    if (status !== 0) throw new Error(`RUN ${command}\nended with ${status}:\n${stdout}${stderr}`);
  }
}

/** What an instruction copies: files of the tree. */
export function sourcesOf(copy: Copy): string[] {
  return copy
    .getArguments()
    .map((argument) => argument.getValue())
    .slice(0, -1);
}

/** The words of a command in JSON form, as CMD has them. */
export function wordsOf(instruction: JSONInstruction): string[] {
  return instruction.getJSONStrings().map((word) => word.getJSONValue());
}

/** Whether a `.dockerignore` that lets through only what it names lets a file or folder through. */
export function isLetThrough(file: string, dockerignore = readFileSync(".dockerignore", "utf8")): boolean {
  const lines = dockerignore.split("\n");
  return lines.includes("*") && existsSync(file) && lines.some((line) => `${file}/`.startsWith(`${line.slice(1)}/`));
}
