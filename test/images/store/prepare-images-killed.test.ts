import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { scratchFolder } from "../../scratch-folder";
import { writePictures } from "../pictures";

const imageFolder = scratchFolder();

/** Runs killed-run.ts; `isTimeToKill` is asked all the time. */
async function run(storeFolder: string, isTimeToKill: () => boolean = () => false): Promise<string> {
  const args = ["--import", "tsx", path.join(__dirname, "killed-run.ts"), imageFolder, storeFolder, "3000"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const timer = setInterval(() => {
    if (isTimeToKill()) child.kill("SIGKILL");
  }, 5);
  await new Promise((resolve) => child.once("close", resolve));
  clearInterval(timer);
  return output;
}

/** How many lines the journal of unfinished work has. */
function journalLines(storeFolder: string): number {
  const names = existsSync(storeFolder) ? readdirSync(storeFolder) : [];
  const unfinished = names.find((name) => name.startsWith(".unfinished-"));
  const journal = path.join(storeFolder, unfinished ?? "", "journal.jsonl");
  return unfinished && existsSync(journal) ? readFileSync(journal, "utf8").split("\n").length - 1 : 0;
}

test("killed again and again, it comes to its end, and the store is the same to the last byte", async () => {
  await writePictures(imageFolder, 50);
  writeFileSync(path.join(imageFolder, "7.png"), "");
  const whole = path.join(imageFolder, "whole");
  expect(await run(whole)).toBe("finished\n");

  const killed = path.join(imageFolder, "killed");
  let output = "";
  let kills = 0;
  for (; !output.includes("finished"); kills++) {
    const before = journalLines(killed);
    // Some milliseconds after the journal has got a new line: within the next images. The fourth run is left alone.
    let moments = 0;
    const isTimeToKill = () => kills < 3 && journalLines(killed) > Math.max(before, 1) && moments++ > 5 * kills;
    output += await run(killed, isTimeToKill);
  }
  expect(kills).toBeGreaterThan(1);
  expect(output).toMatch(/^(Continuing an earlier run: [\d,]+ of 3,000 faces are done\.\n)+finished\n$/);
  expect(readdirSync(killed).sort()).toEqual(readdirSync(whole).sort());
  for (const name of readdirSync(whole)) {
    expect(readFileSync(path.join(killed, name)).equals(readFileSync(path.join(whole, name)))).toBe(true);
  }
});
