import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { names } from "../../lib/dataset/synthetic/names";
import { type FaceFacts, sampleRecord } from "../../lib/dataset/synthetic/record";
import { matFile } from "../../lib/dataset/synthetic/write-mat";
import { type Random, randomStream } from "../../lib/random-stream";

/** As many as imdb.mat has. */
export const IMDB = { records: 460_723, celebrities: 20_284 };

const allNames = [...names.female, ...names.male] as const;
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with control characters.
const [first = "", ...others] = allNames.filter((name) => /^[\x00-\x7f]*$/.test(name));
const ascii = [first, ...others] as const;

/**
 * The columns of a struct like that of imdb.mat: IMDB-WIKI's fields, and `celeb_names` and `celeb_id`. The
 * names are in all scripts; so many records have flaws that cleaning keeps 37 in 100.
 *
 * @param records - how many photos
 * @param celebrities - how many people they are of, at most some 90,000
 */
export function imdbMetadata(records: number, celebrities: number) {
  const celebrityNames = sampleNames(celebrities);
  const rows = Array.from({ length: records }, (_, index) => {
    const random = randomStream(1, index);
    const celebrity = Math.floor(random.uniform(0, celebrities));
    const record = sampleRecord({ ...sampleFacts(random), index }, random);
    return { ...record, celebrity, name: celebrityNames[celebrity] ?? "" };
  });
  return {
    dob: rows.map((row) => row.dob),
    photo_taken: rows.map((row) => row.photo_taken),
    // imdb.mat: "01/nm0000001_rm124825600_1899-5-10_1968.jpg"
    full_path: rows.map((row) => row.full_path.replace("/", `/nm${String(row.celebrity).padStart(7, "0")}_rm`)),
    gender: rows.map((row) => row.gender),
    name: rows.map((row) => row.name),
    face_location: rows.map((row) => row.face_location),
    face_score: rows.map((row) => row.face_score),
    second_face_score: rows.map((row) => row.second_face_score),
    celeb_names: celebrityNames,
    celeb_id: rows.map((row) => row.celebrity + 1),
  };
}

/** Writes such a file, whole or not at all. */
export function writeImdbMetadata(file: string, { compressed }: { compressed: boolean }): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, matFile("imdb", imdbMetadata(IMDB.records, IMDB.celebrities), { compressed }));
  renameSync(temporary, file);
}

/** So many different names: one in ten in any script, the others in ASCII, which is about what wiki.mat has. */
function sampleNames(count: number): string[] {
  const random = randomStream(1, -1);
  const distinct = new Set<string>();
  while (distinct.size < count) {
    const choices = random.chance(0.1) ? allNames : ascii;
    const initial = () => String.fromCharCode(65 + random.uniform(0, 26));
    const [given] = random.pick(choices).split(" ");
    const family = random.pick(choices).split(" ").at(-1);
    distinct.add(`${given} ${initial()}. ${initial()}. ${family}`);
  }
  return Array.from(distinct);
}

function sampleFacts(random: Random): Omit<FaceFacts, "index"> {
  const chance = random.uniform(0, 1);
  return {
    age: Math.floor(random.uniform(5, 90)),
    male: random.chance(0.57),
    pictureSize: Math.floor(random.uniform(60, 500)),
    flaw:
      chance < 0.14
        ? "no-face"
        : chance < 0.6
          ? "second-face"
          : chance < 0.62
            ? "no-gender"
            : chance < 0.63
              ? "age-range"
              : undefined,
  };
}
