import { createHash, randomBytes } from "node:crypto";
import type { CatalogEntry } from "../../../lib/dataset/download/catalog";
import { matFile } from "../../../lib/dataset/synthetic/write-mat";
import { tarBytes } from "../../files/tar-bytes";

/** An archive as `wiki_crop.tar` is one, with 200 pictures of noise. */
export async function smallArchive(): Promise<Buffer> {
  const paths = Array.from({ length: 200 }, (_, face) => `${String(face % 10).padStart(2, "0")}/${face}.jpg`);
  const records = {
    dob: paths.map(() => 719529),
    photo_taken: paths.map(() => 2000),
    full_path: paths,
    gender: paths.map((_, face) => face % 2),
    name: paths.map((_, face) => `Person ${face}`),
    face_score: paths.map(() => 2),
    second_face_score: paths.map(() => Number.NaN),
  };
  return tarBytes([
    { name: "small_crop/", type: "directory" },
    ...paths.map((name) => ({ name: `small_crop/${name}`, content: randomBytes(2000) })),
    { name: "small_crop/small.mat", content: matFile("small", records) },
  ]);
}

/** The catalog's entry for an archive on a test's own server. */
export function smallEntry(url: string, archive: Buffer): CatalogEntry {
  return {
    title: "A small data set",
    url,
    folder: "small_crop",
    size: "0.5 MB",
    length: archive.length,
    md5: createHash("md5").update(archive).digest("hex"),
    contents: "200 pictures of noise and small.mat",
    terms: "Free for all.",
    home: "http://127.0.0.1/",
  };
}
