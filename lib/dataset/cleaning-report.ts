import { replaceFile } from "../files/replace-file";
import type { CleanDataset } from "./read-dataset";

/** What a cleaning kept and dropped: the content of `cleaning.json`. */
export interface CleaningReport {
  kept: number;
  dropped: CleanDataset["dropped"];
}

/**
 * Writes a cleaning's counts as JSON.
 *
 * @example
 * await writeCleaningReport("out/cleaning.json", { kept: faces.numRows(), dropped });
 */
export async function writeCleaningReport(file: string, report: CleaningReport): Promise<void> {
  await replaceFile(file, `${JSON.stringify(report, null, 2)}\n`);
}
