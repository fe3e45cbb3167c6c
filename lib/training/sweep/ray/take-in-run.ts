import { rm } from "node:fs/promises";
import path from "node:path";
import { replaceFolder } from "../../../files/replace-folder";
import { unpackTar } from "../../../files/unpack-tar";
import { isVacant } from "../../run/run-folder";
import { withRunLock } from "../../run/run-lock";
import { readRun } from "../../run/run-record";

/**
 * Unpacks a finished run that was trained on another machine to its place among the runs. It takes the place of an attempt
 * that was not finished here; a run that is finished here stays as it is.
 *
 * @param archive - a tar file with the content of the run's folder; it is removed
 * @throws Error when the archive is damaged or leads out of its folder, when another thing than a run is in that place, or one
 *   that is being trained; what was there stays
 */
export async function takeInRun(archive: string, runsFolder: string, name: string): Promise<void> {
  const folder = path.join(runsFolder, name);
  try {
    await withRunLock(folder, async () => {
      if (!(await isVacant(folder)) && (await readRun(folder)).state === "finished") return;
      await replaceFolder(folder, (fresh) => unpackTar(archive, fresh));
    });
  } finally {
    await rm(archive, { force: true });
  }
}
