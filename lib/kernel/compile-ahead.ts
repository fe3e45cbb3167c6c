/** Compiles what the notebooks import of the project, so that the first kernel need not: a program that set-up runs. */
import { join } from "node:path";
import { notebookImports } from "./compiling/notebook-imports";
import { library, root } from "./compiling/project-library";

const files = notebookImports(root).map((specifier) => join(root, `${specifier}.ts`));
library.want(files.filter((file) => library.has(file)));
