import path from "node:path";
import { runNotebooks } from "../notebook/reports/run-notebooks";
import { createProgram, repeated, runProgram } from "./options";

const program = createProgram(
  "notebooks",
  "Runs notebooks without a browser; leaves executed copies and HTML reports in var/reports/.",
)
  .argument("[notebook...]", "such as 04-train; all of notebooks/ where none is named")
  .option("-p, --parameter <name=value>", "runs with another value of a parameter; may be repeated", repeated)
  .option("--save", "writes the outputs back into notebooks/")
  .action(
    async (names: string[], { parameter: settings = [], save = false }: { parameter?: string[]; save?: boolean }) => {
      const reportFolder = path.join("var", "reports");
      await runNotebooks({ names, settings, save, folder: "notebooks", reportFolder });
    },
  );

runProgram(program);
