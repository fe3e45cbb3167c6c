/** Pictures prepared by the workbook, as one contender of images.ts: see there for what it is told and says. */
import { readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { table } from "arquero";
import { prepareImages } from "../../lib/images/store/prepare-images";

const [imageFolder = "", fileList = "", storeFolder = ""] = process.argv.slice(2);
const files = readFileSync(fileList, "utf8").trim().split("\n");

async function prepare(imageSize: number, count: number): Promise<void> {
  rmSync(storeFolder, { recursive: true, force: true });
  const faces = table({ filename: files.slice(0, count), age: new Int32Array(count), gender: new Int32Array(count) });
  const split = { train: faces.slice(0, count - 1).reify(), val: faces.slice(count - 1).reify() };
  await prepareImages({ faces: split, imageFolder, storeFolder, imageSize });
}

async function main(): Promise<void> {
  await prepare(64, Math.min(256, files.length));
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const start = performance.now();
    await prepare(Number(line), files.length);
    console.log((files.length / (performance.now() - start)) * 1000);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
