import path from "node:path";
import { Argument } from "commander";
import { type CatalogEntry, catalog } from "../dataset/download/catalog";
import { describeEntry, downloadDataset } from "../dataset/download/download-dataset";
import { progressBar } from "../notebook/progress/progress";
import { byteWording } from "../notebook/progress/progress-wording";
import { interruptSignal } from "./interrupt-signal";
import { createProgram, runProgram, userPath } from "./options";

const entries = new Map<string, CatalogEntry>(Object.entries(catalog));

const program = createProgram(
  "download",
  "Downloads a data set of real faces from its public home, checks and unpacks it. Started again, it continues where it " +
    "broke off.",
)
  .addArgument(new Argument("[name]", "the data set").choices([...entries.keys()]))
  .option("--list", "show what there is, with its terms of use, and download nothing")
  .option("--folder <folder>", "where the data set's own folder goes (default: the project's data)")
  .action(run);

async function run(name: string | undefined, options: { list?: boolean; folder?: string }): Promise<void> {
  if (options.list) {
    process.stdout.write(`${[...entries].map(([known, entry]) => `${known}\n${describeEntry(entry)}\n`).join("\n")}`);
    return;
  }
  const entry = entries.get(name ?? "");
  if (!entry) throw new Error(`Which data set? npm run download -- ${[...entries.keys()].join(" | ")}`);
  const parent = options.folder === undefined ? "data" : userPath(options.folder);
  const { source } = await downloadDataset(entry, {
    parent,
    say,
    progress: (stage) => progressBar(stage, byteWording),
    signal: interruptSignal(),
  });
  process.stdout.write(`${path.dirname(source)} is a data set, with its metadata in ${source}.\n`);
}

/** Says something on stderr, in the place of a progress bar that may be there. */
function say(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? "\r\x1b[K" : ""}${text}\n`);
}

runProgram(program);
