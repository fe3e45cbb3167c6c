/**
 * Measures how fast pictures are prepared, decoded, resized and written to a `.npy` file, by the workbook (`prepareImages`
 * with all that it does) and by Python's OpenCV in a pool of threads (INTER_AREA); and how much their pictures differ.
 *
 * `npm run bench:images` makes OpenCV's environment in var/bench (the first time), prints a table and writes
 * var/bench/images.json. Options: `--faces ../shared/faces --count 4096 --rounds 5 --sizes 64,224`; without `--faces`, and
 * where that folder is missing, the drawn faces of data/synthetic. Each contender is a process of its own, and they take
 * turns, so that what else the machine does meets both alike. A figure is the median of the rounds.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { median } from "d3-array";
import { FaceDecoder } from "../../lib/images/decoding/face-decoder";
import { NpyReader } from "../../lib/images/npy/npy-reader";
import { Contender } from "./contender";
import { pythonOf } from "./python-peers";

const FOLDER = path.join("var", "bench");
const WORK = path.join(FOLDER, "images");
const HERE = path.join("test", "bench");
const STORE = path.join(WORK, "store");
const LIST = path.join(WORK, "files.txt");
const ARRAY = path.join(WORK, "opencv.npy");

interface Result {
  size: number;
  count: number;
  /** Pictures per second. */
  workbook: number;
  opencv: number;
  /** Mean difference of their pictures, in levels of 0 to 255. */
  difference: number;
}

/** The first pictures of a folder that can be used. */
async function usablePictures(folder: string, count: number): Promise<string[]> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.jpe?g$/i.test(name));
  const decoder = new FaceDecoder({ imageFolder: folder, imageSize: 16 });
  const usable: string[] = [];
  let row = 0;
  for await (const batch of decoder.decode(names.sort().map((filename) => ({ filename })))) {
    for (const { image } of batch) {
      const name = names[row++];
      if (image && name !== undefined) usable.push(name);
    }
    if (usable.length >= count) break;
  }
  decoder.close();
  return usable.slice(0, count);
}

/** The mean difference of what both have written last. */
async function meanDifference(): Promise<number> {
  const own = await NpyReader.open(path.join(STORE, "train.npy")); // all but the last
  const other = await NpyReader.open(ARRAY);
  let sum = 0;
  const step = 256;
  for (let start = 0; start < own.count; start += step) {
    const rows = Array.from({ length: Math.min(step, own.count - start) }, (_, index) => start + index);
    const images = await own.read(rows);
    const others = await other.read(rows);
    for (let byte = 0; byte < images.length; byte++) sum += Math.abs((images[byte] ?? 0) - (others[byte] ?? 0));
  }
  await own.close();
  await other.close();
  return sum / (own.count * Number(own.rows.shape[0]) ** 2 * 3);
}

async function measureSize(contenders: readonly Contender[], size: number, rounds: number): Promise<number[]> {
  const speeds = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) speeds[index]?.push(await contender.measure(`${size}`));
  }
  return speeds.map((some) => median(some) ?? Number.NaN);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      faces: { type: "string", default: existsSync("../shared/faces") ? "../shared/faces" : "data/synthetic" },
      count: { type: "string", default: "4096" },
      rounds: { type: "string", default: "5" },
      sizes: { type: "string", default: "64,224" },
    },
  });
  mkdirSync(WORK, { recursive: true });
  const pictures = await usablePictures(values.faces, Number(values.count));
  writeFileSync(LIST, `${pictures.join("\n")}\n`);
  const contenders = [
    new Contender([process.execPath, "--import", "tsx", path.join(HERE, "images-peer.ts"), values.faces, LIST, STORE]),
    new Contender([pythonOf("opencv", FOLDER), path.join(HERE, "opencv_peer.py"), values.faces, LIST, ARRAY]),
  ];
  const results: Result[] = [];
  try {
    for (const contender of contenders) await contender.ready();
    for (const size of values.sizes.split(",").map(Number)) {
      const [workbook = Number.NaN, opencv = Number.NaN] = await measureSize(contenders, size, Number(values.rounds));
      results.push({ size, count: pictures.length, workbook, opencv, difference: await meanDifference() });
    }
  } finally {
    for (const contender of contenders) await contender.stop();
    rmSync(WORK, { recursive: true });
  }
  writeFileSync(path.join(FOLDER, "images.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\n${cpus()[0]?.model ?? "an unknown processor"}, ${availableParallelism()} cores`);
  console.log(`${pictures.length} pictures of ${values.faces}\n`);
  console.log("          workbook    OpenCV   ratio   mean difference");
  for (const { size, workbook, opencv, difference } of results) {
    const speeds = [workbook, opencv].map((speed) => speed.toFixed(0).padStart(10)).join("");
    const ratio = (workbook / opencv).toFixed(2).padStart(8);
    console.log(`${`${size} px`.padEnd(8)}${speeds}${ratio}${difference.toFixed(2).padStart(10)} of 255`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
