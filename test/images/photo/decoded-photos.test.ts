import { writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { decodedPhotos } from "../../../lib/images/photo/decoded-photos";
import { scratchFolder } from "../../scratch-folder";

const folder = scratchFolder();

async function picture(name: string, width: number, height: number): Promise<string> {
  const file = path.join(folder, name);
  await sharp({ create: { width, height, channels: 3, background: "#806040" } })
    .png({ compressionLevel: 1 })
    .toFile(file);
  return file;
}

test("photos come in their order, and what is none among them with its reason", async () => {
  const broken = path.join(folder, "broken.jpg");
  await writeFile(broken, "");
  const [one, other] = [await picture("one.png", 20, 10), await picture("other.png", 30, 10)];
  const files = [...Array.from({ length: 40 }, () => one), broken, other];
  const sizes: number[] = [];
  const seen: (number | string | undefined)[] = [];
  for await (const batch of decodedPhotos(files)) {
    sizes.push(batch.length);
    seen.push(...batch.map(({ photo, error }) => photo?.width ?? error?.reason));
  }
  expect(sizes).toEqual([32, 10]);
  expect(seen).toEqual([...Array.from({ length: 40 }, () => 20), "empty", 30]);
});

test("of large photos few are opened before the consumer is done with the first, however many there are", async () => {
  const large = await picture("large.png", 4000, 3000);
  let opened = 0;
  function* files() {
    for (;;) {
      opened++;
      yield large;
    }
  }
  let done = 0;
  for await (const batch of decodedPhotos(files())) {
    expect(batch).toHaveLength(1);
    done += batch.length;
    expect(opened - done).toBeLessThanOrEqual(18); // two batches, and the files of 16, which are small
    if (done >= 6) break;
  }
});
