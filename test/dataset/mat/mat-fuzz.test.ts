import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readMetadata } from "../../../lib/dataset/formats/metadata";
import { randomStream } from "../../../lib/random-stream";
import { scratchFolder } from "../../scratch-folder";
import { firstRecords } from "./first-records";
import { celebrities, fields, struct } from "./mat-bytes";
import { mutateMat } from "./mutate-mat";

const damaged = path.join(scratchFolder(), "damaged.mat");
const real = ["../shared/faces/faces.mat", "../shared/imdb-wiki/wiki.mat"].filter((file) => existsSync(file));

// 20,000 others: npm run bench:fuzz
test.each([
  { name: "a file for tests", make: () => struct("imdb", { ...fields(), ...celebrities() }) },
  ...real.map((name) => ({ name, make: () => firstRecords(name, 40) })),
])("$name is read or refused with one sentence, however it is damaged", ({ make }) => {
  const variable = make();
  let refused = 0;
  for (let trial = 0; trial < 400; trial++) {
    writeFileSync(damaged, mutateMat(variable, randomStream(1, trial)));
    try {
      readMetadata(damaged);
    } catch (error) {
      refused++;
      const message = error instanceof Error ? error.message : "";
      expect(message.startsWith(`${damaged} `), `${trial}: ${message}`).toBe(true);
      expect(message, `${trial}`).not.toContain("cannot be read");
    }
  }
  expect(refused).toBeGreaterThan(200);
  expect(refused).toBeLessThan(400);
});
