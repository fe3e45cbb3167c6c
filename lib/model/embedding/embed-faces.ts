import { createHash } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { createForwardPass } from "../../engine/forward-pass";
import { tf } from "../../engine/tensorflow";
import { withLock } from "../../files/lock.mjs";
import { batches } from "../../images/batches";
import { type FaceCounterOptions, faceCounter } from "../../images/face-counter";
import type { FaceSplit } from "../../images/face-split";
import { type NpyRows, npyHeaderSize, rowBytesOf } from "../../images/npy/npy";
import { NpyReader } from "../../images/npy/npy-reader";
import { NpyWriter } from "../../images/npy/npy-writer";
import { splitFingerprint } from "../../images/split-fingerprint";
import { interruptible } from "../../interruptible";
import { standardize } from "../standardize";
import type { EmbeddedFaces } from "./embedded-faces";
import type { FrozenTrunk } from "./frozen-trunk";

/** Faces embedded at a time; it decides the memory needed, not the result. */
const BATCH_SIZE = 32;

/**
 * Embeds the faces of a split with a frozen trunk, as they are and mirrored, and keeps the embeddings beside the images:
 * `embeddings-NAME-…npy`, float32 [count, 2, width]. What is there of the same trunk and faces is taken as it is; what was
 * stopped or killed is gone on with. Embeddings of faces that the split no longer has are removed.
 *
 * It is computed in float32, so that heads learn from what the whole network computes when it predicts.
 *
 * @param options - `signal`: stops it, as the stop button does in a notebook; `onProgress`: called every 100 ms with how many
 *   faces are embedded, of how many, and how many were before
 * @returns the embeddings, owned by the caller, who closes them; no tensor is left behind
 * @throws `Stopped` when it is stopped; when the disk is full
 */
export function embedFaces(
  trunk: FrozenTrunk,
  split: FaceSplit,
  { signal, onProgress }: Pick<FaceCounterOptions, "signal" | "onProgress"> = {},
): Promise<EmbeddedFaces> {
  const message = "Stopped. The faces that are embedded are kept: run it again to go on.";
  return interruptible(signal, (signal) => embed(trunk, split, { signal, onProgress }), message);
}

async function embed(
  trunk: FrozenTrunk,
  split: FaceSplit,
  options: Pick<FaceCounterOptions, "signal" | "onProgress">,
): Promise<EmbeddedFaces> {
  const faces = `embeddings-${split.name}-${await splitFingerprint(split)}`;
  const file = path.join(split.folder, `${faces}-${fingerprintOf(trunk)}.npy`);
  const rows: NpyRows = { type: "<f4", shape: [2, trunk.width] };
  const onHeld = (holder: string) => console.log(`Process ${holder} is embedding these faces: waiting for it.`);
  const reader = await withLock(`${file}.lock`, { onHeld, signal: options.signal }, async (assertHeld: () => void) => {
    const found = await openWhole(file, rows, split.count);
    if (found !== undefined) return found;
    await removeOutdated(split, faces);
    const unfinished = `${file}.unfinished`;
    await writeEmbeddings(unfinished, rows, { trunk, split, assertHeld, ...options });
    await rename(unfinished, file);
    return NpyReader.open(file);
  });
  const { count, ages, genders } = split;
  return {
    count,
    ages,
    genders,
    width: trunk.width,
    readEmbeddings: async (wanted) => {
      const bytes = await reader.read(wanted);
      return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / Float32Array.BYTES_PER_ELEMENT);
    },
    close: () => reader.close(),
  };
}

/** Opens a file of embeddings, if it is one and whole. */
async function openWhole(file: string, { shape }: NpyRows, count: number): Promise<NpyReader | undefined> {
  const reader = await NpyReader.open(file).catch(() => undefined);
  if (reader === undefined) return undefined;
  if (reader.count === count && reader.rows.type === "<f4" && `${reader.rows.shape}` === `${shape}`) return reader;
  await reader.close();
  return undefined;
}

/** What follows the split's name in the name of a file of embeddings: fingerprints of its faces and of the trunk. */
const FINGERPRINTS = /^[0-9a-f]{16}-[0-9a-f]{16}\.npy$/;

/** Thrown where another process is making what is to be removed. */
class Held extends Error {}

/** Removes the embeddings of faces that were in the split of that name before, but for those that are being made. */
async function removeOutdated({ folder, name }: FaceSplit, faces: string): Promise<void> {
  const prefix = `embeddings-${name}-`;
  const files = (await readdir(folder)).map((file) => file.replace(/\.(unfinished|lock)$/, ""));
  const outdated = files.filter(
    (file) => file.startsWith(prefix) && FINGERPRINTS.test(file.slice(prefix.length)) && !file.startsWith(faces),
  );
  const onHeld = () => {
    throw new Held();
  };
  for (const file of new Set(outdated)) {
    const npy = path.join(folder, file);
    await withLock(`${npy}.lock`, { onHeld }, async () => {
      for (const part of [npy, `${npy}.unfinished`]) await rm(part, { force: true });
    }).catch((error) => {
      if (!(error instanceof Held)) throw error;
    });
  }
}

async function writeEmbeddings(
  file: string,
  rows: NpyRows,
  {
    trunk,
    split,
    assertHeld,
    ...options
  }: { trunk: FrozenTrunk; split: FaceSplit; assertHeld: () => void } & Omit<FaceCounterOptions, "total">,
): Promise<void> {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  const written = Math.min(split.count, Math.max(0, Math.floor((size - npyHeaderSize) / rowBytesOf(rows))));
  const before = written - (written % BATCH_SIZE); // so that each face is embedded in the same company
  const onFace = faceCounter({ total: split.count, before, ...options });
  const rest = Int32Array.from({ length: split.count - before }, (_, index) => before + index);
  const forwardPass = createForwardPass((images: tf.Tensor4D) => {
    const floats = tf.cast(images, "float32");
    const views = [floats, tf.reverse(floats, 2)].map((view) => trunk.embed(standardize(view)));
    return { embeddings: tf.stack(views, 1) };
  });
  const writer = await NpyWriter.open(file, rows, before);
  try {
    const read = async (wanted: Int32Array) => ({ images: await split.readImages(wanted) });
    for await (const { images, size } of batches(split, rest, BATCH_SIZE, read)) {
      const input = tf.tensor4d(images, [size, split.imageSize, split.imageSize, 3], "int32");
      const { embeddings } = forwardPass.run(input);
      const bytes = new Uint8Array(embeddings.dataSync().slice().buffer);
      tf.dispose([input, embeddings]);
      assertHeld();
      await writer.append([bytes]);
      onFace(size);
      await setImmediate(); // a notebook's kernel can answer
    }
    await writer.finish();
  } finally {
    forwardPass.dispose();
    await writer.close();
  }
}

/** A fingerprint of what a trunk computes, 16 hexadecimal digits. */
function fingerprintOf({ description, weights }: FrozenTrunk): string {
  const hash = createHash("sha256").update(description);
  for (const weight of weights) hash.update(weight.dataSync());
  return hash.digest("hex").slice(0, 16);
}
