import { type ColumnTable, escape as fromRow } from "arquero";
import type { FaceSplit } from "../../images/face-split";
import { splitFingerprint } from "../../images/split-fingerprint";

/**
 * Those of the runs that were trained and evaluated on just these faces, at this image size: only their metrics can be
 * compared.
 *
 * @param runs - as `readRuns` returns them
 * @example
 * const runs = await runsOnFaces(await readRuns(), store);
 */
export async function runsOnFaces(
  runs: ColumnTable,
  { train, val }: { train: FaceSplit; val: FaceSplit },
): Promise<ColumnTable> {
  if (runs.numRows() === 0) return runs;
  const data = `${await splitFingerprint(train)} ${await splitFingerprint(val)}`;
  return runs.filter(fromRow((run: { data: string }) => run.data === data)).reify();
}
