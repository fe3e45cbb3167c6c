import path from "node:path";
import type { ColumnTable } from "arquero";
import { writeFacesCsv } from "../../dataset/faces-csv";
import type { DecodedFace, FaceDecoder } from "../decoding/face-decoder";
import { facePictures } from "../decoding/face-pictures";
import { freeMemory } from "../decoding/free-memory";
import { imageRows } from "../npy/npy";
import { NpyWriter } from "../npy/npy-writer";
import type { Journal, RejectedRow } from "./journal";
import type { Rejection } from "./rejections";

/** How often the disk is made to take what was written, and the journal to say so, in milliseconds. */
const journalInterval = 500;

/** What `writeSplit` works with. */
export interface SplitWork {
  /** `"train"`, `"val"` or `"test"`. */
  name: string;
  faces: ColumnTable;
  /** Where the files go, and where those of an earlier run are, as the journal says. */
  folder: string;
  imageSize: number;
  decoder: FaceDecoder;
  journal: Journal;
  /** Called after some faces, with how many more are done, used or not; what it throws stops the work. */
  onFaces: (count: number) => void;
  /** Called before anything is written; what it throws stops the work, and nothing more is written. */
  assertHeld: () => void;
}

/**
 * Decodes the pictures of one split and writes `NAME.npy` and `NAME.csv`: the faces in their order, less those whose
 * pictures cannot be used. It begins where the journal ends.
 *
 * @returns how many faces were written, and those left out
 */
export async function writeSplit(work: SplitWork): Promise<{ count: number; rejected: Rejection[] }> {
  const { name, folder } = work;
  const all = work.faces.reify();
  const rejectedRows = await writeImages(work);
  const filenames: string[] = Array.from(all.array("filename"));
  const rejected = rejectedRows.map(([row, reason]) => ({ filename: filenames[row] ?? "", split: name, reason }));
  if (rejected.length === filenames.length) {
    const first = rejected.slice(0, 3).map(({ filename, reason }) => `${filename} (${reason})`);
    throw new NoPictureError(
      `None of the ${filenames.length} pictures for ${name} can be used, the first being ${first.join(", ")}`,
    );
  }
  const left = new Set(rejectedRows.map(([row]) => row));
  const kept = filenames.flatMap((_, row) => (left.has(row) ? [] : [row]));
  await writeFacesCsv(path.join(folder, `${name}.csv`), all.reify(kept));
  return { count: kept.length, rejected };
}

/** Not one picture of a split can be used. */
export class NoPictureError extends Error {}

/** Writes `NAME.npy`; returns the faces left out, in their order. */
async function writeImages(work: SplitWork): Promise<RejectedRow[]> {
  const { name, faces, folder, imageSize, decoder, journal, onFaces, assertHeld } = work;
  const earlier = journal.progressOf(name);
  const rejected = [...earlier.rejected];
  let done = earlier.done;
  const writer = await NpyWriter.open(path.join(folder, `${name}.npy`), imageRows(imageSize), done - rejected.length);
  let noted = rejected.length;
  let noting: Promise<void> = Promise.resolve();
  let last = performance.now();
  const note = async (count: number, newlyRejected: RejectedRow[]) => {
    await writer.sync();
    assertHeld();
    await journal.note(name, count, newlyRejected);
    last = performance.now();
  };
  const write = async (batch: readonly DecodedFace[]) => {
    const images = batch.flatMap(({ image }) => image ?? []);
    await writer.append(images);
    freeMemory(images);
    rejected.push(...batch.flatMap(({ error }, row): RejectedRow[] => (error ? [[done + row, error.reason]] : [])));
    done += batch.length;
    onFaces(batch.length);
    if (performance.now() - last < journalInterval) return;
    last = Number.POSITIVE_INFINITY; // one note at a time
    await noting;
    noting = note(done, rejected.slice(noted));
    noting.catch(() => {}); // it is thrown where it is awaited
    noted = rejected.length;
  };
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const batch of decoder.decode(facePictures(faces, done))) {
      await writing;
      assertHeld();
      writing = write(batch); // while the next one is decoded
      writing.catch(() => {}); // it is thrown where it is awaited
    }
    await writing;
    await noting;
    await writer.finish();
    return rejected;
  } finally {
    // Also where the work was stopped: what is done is not to be done again.
    await writing.catch(() => {});
    await noting
      .then(assertHeld)
      .then(() => note(done, rejected.slice(noted)))
      .catch(() => {});
    await writer.close();
  }
}
