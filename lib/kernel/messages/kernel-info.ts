import { tslab } from "../compiling/tslab";
import { typescript } from "../compiling/typescript";

/** The content of Jupyter's `kernel_info_reply`. */
export function kernelInfo() {
  const version = tslab.util.getVersion();
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "tslab",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescript.version,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
    },
    banner: `TypeScript ${typescript.version} on Node.js ${process.versions.node}, tslab ${version}`,
    debugger: false,
    help_links: [],
  };
}
