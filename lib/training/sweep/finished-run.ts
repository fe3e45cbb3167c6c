import { type RunRecord, readRun } from "../run/record";

/** The record of a run that is finished; nothing where there is none, or it is not. */
export async function finishedRun(folder: string): Promise<RunRecord | undefined> {
  const record = await readRun(folder).catch(() => undefined); // training tells what is wrong with a damaged one
  return record?.state === "finished" ? record : undefined;
}
