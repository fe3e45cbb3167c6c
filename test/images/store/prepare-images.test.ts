import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ColumnTable } from "arquero";
import * as aq from "arquero";
import { expect, test } from "vitest";
import { withLock } from "../../../lib/files/lock.mjs";
import { openImageStore } from "../../../lib/images/store/open-image-store";
import { prepareImages } from "../../../lib/images/store/prepare-images";
import { scratchFolder } from "../../scratch-folder";
import { facesOf, grayOf, writePictures } from "../pictures";

/** A data set of twelve pictures, of which the last two are for validation, and where its store goes. */
async function dataset() {
  const imageFolder = scratchFolder();
  const faces = await writePictures(imageFolder, 12);
  return {
    faces: { train: faces.slice(0, 10), val: faces.slice(10) },
    imageFolder,
    storeFolder: path.join(imageFolder, "deep", "store"),
    imageSize: 4,
  };
}

const files = ["rejected.csv", "store.json", "train.csv", "train.npy", "val.csv", "val.npy"];

test("the images and faces of both splits, in their order", async () => {
  const options = await dataset();
  expect(await prepareImages(options)).toMatchObject({ train: 10, val: 2, reused: false });
  expect(readdirSync(options.storeFolder).sort()).toEqual(files);
  expect(readFileSync(path.join(options.storeFolder, "rejected.csv"), "utf8").trim()).toBe("filename,split,reason");

  const store = await openImageStore(options.storeFolder);
  expect(store).toMatchObject({ imageSize: 4, train: { name: "train", count: 10 }, val: { name: "val", count: 2 } });
  expect(store.train.faces.objects()).toEqual(options.faces.train.objects());
  expect(store.val.faces.objects()).toEqual(options.faces.val.objects());
  for (const [split, offset] of [
    [store.train, 0],
    [store.val, 10],
  ] as const) {
    for (let row = 0; row < split.count; row++) {
      expect(new Set(await split.readImages([row]))).toEqual(new Set([grayOf(offset + row)]));
    }
  }
  await store.close();
  await expect(store.val.readImages([0])).rejects.toThrow("is closed");
});

test("the ethnicity goes with the faces, where it is known", async () => {
  const options = await dataset();
  const told = (faces: ColumnTable) => faces.derive({ ethnicity: aq.escape(({ age }: { age: number }) => `${age} E`) });
  const faces = { train: told(options.faces.train), val: told(options.faces.val) };
  await prepareImages(options);
  expect(await prepareImages({ ...options, faces })).toMatchObject({ reused: false });
  const store = await openImageStore(options.storeFolder);
  expect(store.val.faces.objects()).toEqual(faces.val.objects());
  await store.close();
});

test("faces kept for a test have files of their own, which a store without them no longer has", async () => {
  const options = await dataset();
  const { train, val } = options.faces;
  const faces = { train: train.slice(0, 7), val, test: train.slice(7) };
  expect(await prepareImages({ ...options, faces })).toMatchObject({ train: 7, val: 2, test: 3, reused: false });
  expect(await prepareImages({ ...options, faces })).toMatchObject({ train: 7, val: 2, test: 3, reused: true });
  const store = await openImageStore(options.storeFolder);
  expect(store.test?.faces.objects()).toEqual(faces.test.objects());
  expect(new Set(await store.test?.readImages([2]))).toEqual(new Set([grayOf(9)]));
  await store.close();
  writeFileSync(
    path.join(options.storeFolder, "test.csv"),
    readFileSync(path.join(options.storeFolder, "test.csv"), "utf8").replace("27", "28"),
  );
  await expect(openImageStore(options.storeFolder)).rejects.toThrow(
    "test.csv is not the file that store.json was written with",
  );
  expect(await prepareImages(options)).toMatchObject({ train: 10, val: 2, reused: false });
  expect(readdirSync(options.storeFolder).sort()).toEqual(files);
  for (const kind of ["csv", "npy"]) {
    const [val, test] = ["val", "test"].map((name) => path.join(options.storeFolder, `${name}.${kind}`));
    writeFileSync(test ?? "", readFileSync(val ?? "")); // which the store has nothing to do with
  }
  const without = await openImageStore(options.storeFolder);
  expect(without.test).toBeUndefined();
  await without.close();
});

test("a bad picture costs its face, and is listed with its reason", async () => {
  const options = await dataset();
  writeFileSync(path.join(options.imageFolder, "3.png"), "");
  writeFileSync(path.join(options.imageFolder, "7.png"), "not a picture");
  rmSync(path.join(options.imageFolder, "11.png"));
  const prepared = await prepareImages(options);
  expect(prepared).toMatchObject({ train: 8, val: 1 });
  expect(prepared.rejected.objects()).toEqual([
    { filename: "3.png", split: "train", reason: "empty" },
    { filename: "7.png", split: "train", reason: "not an image" },
    { filename: "11.png", split: "val", reason: "missing" },
  ]);
  expect(readFileSync(path.join(options.storeFolder, "rejected.csv"), "utf8")).toBe(
    "filename,split,reason\n3.png,train,empty\n7.png,train,not an image\n11.png,val,missing\n",
  );

  const store = await openImageStore(options.storeFolder);
  const rows = [0, 1, 2, 4, 5, 6, 8, 9];
  expect(store.train.faces.array("filename")).toEqual(rows.map((row) => `${row}.png`));
  expect(store.train.ages).toEqual(Int32Array.from(rows, (row) => 20 + row));
  const images = await store.train.readImages([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(Array.from(images).filter((_, byte) => byte % 48 === 0)).toEqual(rows.map(grayOf));
  await store.close();
});

test("a name that leads out of the folder is rejected, whatever is there", async () => {
  const options = await dataset();
  mkdirSync(path.join(options.imageFolder, "inner"));
  const inner = await writePictures(path.join(options.imageFolder, "inner"), 1);
  const train = inner.concat(facesOf(["../0.png", path.join(options.imageFolder, "1.png")]));
  const prepared = await prepareImages({
    ...options,
    faces: { train, val: inner },
    imageFolder: path.join(options.imageFolder, "inner"),
  });
  expect(prepared.train).toBe(1);
  expect(prepared.rejected.array("reason")).toEqual(["outside the image folder", "outside the image folder"]);
});

test("the same faces and pictures again: the store is kept as it is", async () => {
  const options = await dataset();
  rmSync(path.join(options.imageFolder, "3.png"));
  const made = await prepareImages(options);
  const before = statSync(path.join(options.storeFolder, "train.npy")).ino;
  const again = await prepareImages(options);
  expect(again).toMatchObject({ train: made.train, val: made.val, reused: true });
  expect(again.rejected.objects()).toEqual(made.rejected.objects());
  expect(statSync(path.join(options.storeFolder, "train.npy")).ino).toBe(before);
});

test("other faces, pictures or sizes, or a store that is not whole: it is replaced", async () => {
  const options = await dataset();
  await prepareImages(options);
  expect((await prepareImages({ ...options, imageSize: 5 })).reused).toBe(false);
  expect(
    await prepareImages({ ...options, faces: { ...options.faces, val: options.faces.val.slice(1) } }),
  ).toMatchObject({ val: 1, reused: false });
  await prepareImages(options);
  utimesSync(path.join(options.imageFolder, "3.png"), 1, 1);
  expect((await prepareImages(options)).reused).toBe(false);
  writeFileSync(path.join(options.storeFolder, "val.npy"), "");
  expect((await prepareImages(options)).reused).toBe(false);
  const store = await openImageStore(options.storeFolder);
  expect([store.imageSize, store.train.count, store.val.count]).toEqual([4, 10, 2]);
  await store.close();
  expect(readdirSync(options.storeFolder).sort()).toEqual(files);
});

test("failed, it leaves the older store and nothing of the new one", async () => {
  const options = await dataset();
  await prepareImages(options);
  writeFileSync(path.join(options.storeFolder, "notes.txt"), "mine");
  const val = facesOf(["missing.png"]);
  await expect(prepareImages({ ...options, faces: { ...options.faces, val } })).rejects.toThrow(
    "None of the 1 pictures",
  );
  expect(readdirSync(options.storeFolder).sort()).toEqual([...files, "notes.txt"].sort());
  expect(await prepareImages(options)).toMatchObject({ reused: true });
});

/** What is in a store, byte for byte. */
function contents(storeFolder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(storeFolder)
      .sort()
      .map((name) => [name, readFileSync(path.join(storeFolder, name)).toString("base64")]),
  );
}

/** Prepares images and stops after some of them. */
async function prepareSome(options: Parameters<typeof prepareImages>[0]): Promise<void> {
  const stop = new AbortController();
  const onProgress = (done: number) => {
    if (done > 0) stop.abort();
  };
  const stopped = prepareImages({ ...options, signal: stop.signal, onProgress });
  await expect(stopped).rejects.toThrow("Stopped. The faces that are done are kept: run it again to go on.");
}

/** 400 faces of the pictures of `dataset`, of which some are bad, at a size at which a batch has 86 of them. */
async function largeDataset() {
  const options = await dataset();
  writeFileSync(path.join(options.imageFolder, "3.png"), "");
  writeFileSync(path.join(options.imageFolder, "7.png"), "not a picture");
  const many = facesOf(Array.from({ length: 400 }, (_, row) => `${row % 12}.png`));
  return { ...options, faces: { train: many.slice(0, 300).reify(), val: many.slice(300).reify() }, imageSize: 256 };
}

test("stopped and called again, it goes on, and the store is the same to the last byte", async () => {
  const options = await largeDataset();
  const whole = { ...options, storeFolder: path.join(options.imageFolder, "whole") };
  const made = await prepareImages(whole);
  await prepareSome(options);
  expect(readdirSync(options.storeFolder)).toEqual([expect.stringMatching(/^\.unfinished-/)]);
  await expect(openImageStore(options.storeFolder)).rejects.toThrow("goes on where it was stopped");

  const messages: string[] = [];
  const told: number[][] = [];
  const prepared = await prepareImages({
    ...options,
    onMessage: (message) => messages.push(message),
    onProgress: (...progress) => told.push(progress),
  });
  const before = told[0]?.[2] ?? 0;
  expect(before).toBeGreaterThan(0);
  expect(messages).toEqual([`Continuing an earlier run: ${before} of 400 faces are done.`]);
  expect(told.at(-1)).toEqual([400, 400, before]);
  expect(prepared).toMatchObject({ train: made.train, val: made.val, reused: false });
  expect(prepared.rejected.objects()).toEqual(made.rejected.objects());
  expect(contents(options.storeFolder)).toEqual(contents(whole.storeFolder));
});

test("a changed option starts over, and says so; the older store stays until then", async () => {
  const options = await largeDataset();
  const selection = { seed: 1, minimumScore: 1 };
  await prepareSome({ ...options, selection });
  const messages: string[] = [];
  const onMessage = (message: string) => messages.push(message);
  await prepareImages({ ...options, imageSize: 8, selection, onMessage });
  await prepareImages({ ...options, imageSize: 8, selection, onMessage });
  const faces = { ...options.faces, val: options.faces.val.slice(1).reify() };
  await prepareImages({ ...options, imageSize: 8, faces, selection: { ...selection, seed: 2 }, onMessage });
  await prepareImages({ ...options, imageSize: 8, selection: { ...selection, seed: 2 }, onMessage });
  writeFileSync(path.join(options.imageFolder, "3.png"), "other");
  await prepareImages({ ...options, imageSize: 8, onMessage });
  expect(messages).toEqual([
    "Starting over: image size 8 (was 256).",
    "Starting over: seed 2 (was 1).",
    "Starting over: other faces.",
    "Starting over: the pictures changed.",
  ]);
  expect(readdirSync(options.storeFolder).sort()).toEqual(files);
});

test("store.json says what the store is made from", async () => {
  const options = await dataset();
  rmSync(path.join(options.imageFolder, "3.png"));
  await prepareImages({ ...options, selection: { seed: 42 } });
  const read = () => JSON.parse(readFileSync(path.join(options.storeFolder, "store.json"), "utf8"));
  expect(read()).toMatchObject({
    versions: { sharp: expect.stringMatching(/^\d/), tensorflow: expect.stringMatching(/^\d/) },
    options: { imageSize: 4, faceMargin: null },
    selection: { seed: 42 },
    fingerprint: { metadata: expect.stringMatching(/^[0-9a-f]{64}$/) },
    counts: { train: 9, val: 2, rejected: 1 },
  });
  // Another way to the same faces is no reason to do it all again.
  expect(await prepareImages({ ...options, selection: { seed: 43 } })).toMatchObject({ reused: true });
  expect(read().selection).toEqual({ seed: 43 });
});

test("the faces alone, where a margin is asked for", async () => {
  const options = await dataset();
  const boxed = (faces: ColumnTable, right: number) =>
    faces.derive({
      face_left: aq.escape(() => 1),
      face_top: aq.escape(() => 1),
      face_right: aq.escape(() => right),
      face_bottom: aq.escape(() => 11),
    });
  await expect(prepareImages({ ...options, faceMargin: 0.4 })).rejects.toThrow("no face_location");
  for (const faceMargin of [-1, Number.NaN]) {
    await expect(prepareImages({ ...options, faceMargin })).rejects.toThrow(`faceMargin is ${faceMargin}`);
  }
  const faces = { train: boxed(options.faces.train, 11), val: boxed(options.faces.val, 11) };
  expect(await prepareImages({ ...options, faces, faceMargin: 0.4 })).toMatchObject({ train: 10, val: 2 });
  const store = await openImageStore(options.storeFolder);
  expect(new Set(await store.val.readImages([1]))).toEqual(new Set([grayOf(11)]));
  await store.close();
  const first = aq.escape(({ filename }: { filename: string }) => (filename === "0.png" ? Number.NaN : 11));
  const train = faces.train.derive({ face_right: first });
  const { rejected } = await prepareImages({ ...options, faces: { ...faces, train }, faceMargin: 0.4 });
  expect(rejected.objects()).toEqual([{ filename: "0.png", split: "train", reason: "no face box" }]);
});

test.each(["train.csv", "train.npy", "rejected.csv"])("a store with the %s of another is refused", async (file) => {
  const options = await dataset();
  const other = { ...options, storeFolder: path.join(options.imageFolder, "other") };
  await prepareImages(options);
  rmSync(path.join(options.imageFolder, "9.png"));
  writeFileSync(path.join(options.imageFolder, "8.png"), "");
  const renamed = facesOf(Array.from({ length: 12 }, (_, row) => `${row === 0 ? 10 : row}.png`));
  await prepareImages({ ...other, faces: { train: renamed, val: options.faces.val } });
  writeFileSync(path.join(options.storeFolder, file), readFileSync(path.join(other.storeFolder, file)));
  await expect(openImageStore(options.storeFolder)).rejects.toThrow(
    `${path.join(options.storeFolder, file)} is not the file that store.json was written with. Prepare the images again`,
  );
  expect(await prepareImages(options)).toMatchObject({ reused: false });
});

test("a store without store.json is refused", async () => {
  const options = await dataset();
  await prepareImages(options);
  rmSync(path.join(options.storeFolder, "store.json"));
  await expect(openImageStore(options.storeFolder)).rejects.toThrow("store.json, which says what the images are made");
});

test("two at once: the second waits, and finds the work done", async () => {
  const options = await dataset();
  const messages: string[] = [];
  const both = await Promise.all([
    prepareImages({ ...options, onMessage: (message) => messages.push(message) }),
    prepareImages({ ...options, onMessage: (message) => messages.push(message) }),
  ]);
  expect(both.map(({ reused }) => reused).sort()).toEqual([false, true]);
  expect(messages).toEqual([expect.stringMatching(/^Waiting for process \d+/)]);
});

test("what is told of the choice of faces is noted when nobody else is at work on the store", async () => {
  const options = await dataset();
  await prepareImages({ ...options, selection: { seed: 42 } });
  const selectionOf = () => JSON.parse(readFileSync(path.join(options.storeFolder, "store.json"), "utf8")).selection;
  const onHeld = () => {};
  const { again } = await withLock(path.join(options.storeFolder, ".preparing"), { onHeld }, async () => {
    let again: ReturnType<typeof prepareImages> | undefined;
    const first = await new Promise((resolve) => {
      again = prepareImages({ ...options, selection: { seed: 43 }, onMessage: resolve });
      again.then(resolve, resolve);
    });
    expect(first).toMatch(/^Waiting for process \d+/);
    expect(await prepareImages({ ...options, selection: { seed: 42 } })).toMatchObject({ reused: true });
    expect(selectionOf()).toEqual({ seed: 42 });
    return { again };
  });
  expect(await again).toMatchObject({ reused: true });
  expect(selectionOf()).toEqual({ seed: 43 });
});

test("no usable picture at all: an error with the first reasons, and no store", async () => {
  const options = await dataset();
  for (let row = 0; row < 10; row++) writeFileSync(path.join(options.imageFolder, `${row}.png`), "");
  rmSync(path.join(options.imageFolder, "1.png"));
  await expect(prepareImages(options)).rejects.toThrow(
    /^None of the 10 pictures for train can be used, the first being 0\.png \(empty\), 1\.png \(missing\), 2\.png \(empty\): /,
  );
  expect(readdirSync(options.storeFolder)).toEqual([]);
});

test("a folder of pictures that is none, and an image size that is none", async () => {
  const options = await dataset();
  await expect(prepareImages({ ...options, imageFolder: "no/such/folder" })).rejects.toThrow("no/such/folder");
  for (const imageSize of [0, 1.5, Number.NaN]) {
    await expect(prepareImages({ ...options, imageSize })).rejects.toThrow(`imageSize is ${imageSize}`);
  }
  expect(existsSync(options.storeFolder)).toBe(false);
});

test("progress is told at the beginning and at the end", async () => {
  const told: number[][] = [];
  await prepareImages({ ...(await dataset()), onProgress: (...progress) => told.push(progress) });
  expect([told[0], told.at(-1)]).toEqual([
    [0, 12, 0],
    [12, 12, 0],
  ]);
});

test("what is no store is refused with what is missing", async () => {
  await expect(openImageStore("no/such/folder")).rejects.toThrow(
    "no/such/folder holds no prepared images (train.csv, train.npy, val.csv, val.npy missing): npm run preprocess makes them.",
  );
  const options = await dataset();
  await prepareImages(options);
  rmSync(path.join(options.storeFolder, "val.csv"));
  await expect(openImageStore(options.storeFolder)).rejects.toThrow("(val.csv missing)");
});

test("splits of different sizes are refused", async () => {
  const options = await dataset();
  await prepareImages(options);
  const other = path.join(options.imageFolder, "other");
  await prepareImages({ ...options, storeFolder: other, imageSize: 5 });
  writeFileSync(path.join(options.storeFolder, "val.npy"), readFileSync(path.join(other, "val.npy")));
  await expect(openImageStore(options.storeFolder)).rejects.toThrow("train are 4 px wide and those of val 5");
});
