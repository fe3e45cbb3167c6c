/** Reads and cleans a .mat file with the workbook, as one contender of metadata.ts: see there for what it prints. */
import { createHash } from "node:crypto";
import type { ColumnTable } from "arquero";
import { clean } from "../../lib/dataset/clean";
import { readMetadata } from "../../lib/dataset/formats/metadata";
import { peakMemory } from "./peak-memory";

const texts = ["full_path", "filename", "name", "person"];

/** A hash of all that was read and of what was kept, the same as in metadata_peer.py. */
function digest(...tables: ColumnTable[]): string {
  const sha256 = createHash("sha256");
  for (const table of tables) {
    for (const name of table.columnNames()) {
      const values = Array.from(table.array(name));
      if (texts.includes(name)) sha256.update(values.map((text) => text ?? "").join("\n"));
      else sha256.update(Float64Array.from(values, (number) => (Number.isNaN(number) ? -1e9 : Number(number))));
    }
  }
  return sha256.digest("hex");
}

const start = performance.now();
const records = readMetadata(process.argv[2] ?? "");
const between = performance.now();
const { faces } = clean(records);
const end = performance.now();
const memory = peakMemory();
console.log(
  JSON.stringify({
    reading: (between - start) / 1000,
    cleaning: (end - between) / 1000,
    memory,
    records: records.numRows(),
    faces: faces.numRows(),
    digest: digest(records, faces),
  }),
);
