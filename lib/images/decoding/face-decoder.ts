import type { FaceBox } from "../../dataset/face-box";
import { JpegDecoder, type PictureRegion } from "../../engine/jpeg/jpeg-decoder";
import { ImageError } from "../image-error";
import { imagePath } from "../image-path";
import { mapInOrder } from "../map-in-order";
import { decodeImage, smallestSide } from "./decode-image";
import { faceRegion } from "./face-region";
import { freeMemory } from "./free-memory";
import { type PlainJpeg, PlainJpegReader } from "./jpeg/plain-jpeg-reader";

/** A face whose picture is to be decoded. */
export interface FacePicture {
  /** Relative to the folder of pictures; where there is none, the picture's path. */
  filename: string;
  /** Where in the picture the face is; looked at only when a margin is asked for. */
  box?: FaceBox | undefined;
}

/** What became of a picture. */
export type DecodedFace = { image: Uint8Array; error?: undefined } | { image?: undefined; error: ImageError };

/** How many pictures are read, and handed on, at once: at most so many, and of so many bytes when decoded. */
const largestBatch = 128;
const largestBatchBytes = 2 ** 24;
/** Twice the threads that decode for sharp, so that none waits. */
const sharpInFlight = 8;

/**
 * Decodes pictures to squares, as `decodeImage` does, but most of them faster: plain JPEGs go to TensorFlow in batches,
 * everything else to sharp, which costs a millisecond a picture and is the judge of what is no good picture.
 */
export class FaceDecoder {
  readonly #imageFolder: string | undefined;
  readonly #imageSize: number;
  readonly #faceMargin: number | undefined;
  readonly #reader = new PlainJpegReader();
  readonly #jpegs: JpegDecoder;
  /** The memory of the images given out last that TensorFlow decoded. */
  #latest = new Set<ArrayBuffer>();

  /** @param options - as in `prepareImages`; without a folder, any picture is read that is named */
  constructor(options: { imageFolder?: string; imageSize: number; faceMargin?: number | undefined }) {
    this.#imageFolder = options.imageFolder;
    this.#imageSize = options.imageSize;
    this.#faceMargin = options.faceMargin;
    this.#jpegs = new JpegDecoder(options.imageSize);
  }

  /**
   * Decodes the pictures of faces, some ahead of the consumer; memory does not grow with their count.
   *
   * @returns what became of each, in their order, in batches
   */
  async *decode(faces: Iterable<FacePicture>): AsyncGenerator<DecodedFace[], void, undefined> {
    const batchSize = Math.min(largestBatch, Math.ceil(largestBatchBytes / (this.#imageSize ** 2 * 3)));
    const read = mapInOrder(batchesOf(faces, batchSize), this.#reader.inFlight, async (batch) => ({
      batch,
      jpegs: await this.#read(batch),
    }));
    for await (const { batch, jpegs } of read) yield await this.#decodeBatch(batch, jpegs);
  }

  /** Frees the memory of the images of the batch given out last, which must not be used any more: see `freeMemory`. */
  freeBatch(): void {
    freeMemory(Array.from(this.#latest));
    this.#latest.clear();
  }

  /** Ends the threads and frees the memory; what is being decoded must have come to its end. */
  async close(): Promise<void> {
    this.#jpegs.dispose();
    await this.#reader.close();
  }

  /** The plain JPEGs among the pictures; what a stranger's file name must not lead to is not looked at. */
  async #read(faces: readonly FacePicture[]): Promise<(PlainJpeg | undefined)[]> {
    const inside: { row: number; file: string }[] = [];
    for (const [row, { filename }] of faces.entries()) {
      try {
        inside.push({ row, file: this.#pathOf(filename) });
      } catch (error) {
        if (!(error instanceof ImageError)) throw error;
      }
    }
    const read = await this.#reader.read(inside.map(({ file }) => file));
    const jpegs = Array.from<PlainJpeg | undefined>({ length: faces.length });
    for (const [index, { row }] of inside.entries()) jpegs[row] = read[index];
    return jpegs;
  }

  /** @throws ImageError when the name leads out of the folder */
  #pathOf(filename: string): string {
    return this.#imageFolder === undefined ? filename : imagePath(this.#imageFolder, filename);
  }

  async #decodeBatch(faces: FacePicture[], jpegs: (PlainJpeg | undefined)[]): Promise<DecodedFace[]> {
    const forTensorFlow = faces.flatMap((face, row) => {
      const jpeg = jpegs[row];
      if (!jpeg || Math.min(jpeg.width, jpeg.height) < smallestSide) return [];
      if (this.#faceMargin === undefined) return [{ row, ...jpeg }];
      const region = this.#regionOf(face, jpeg.width, jpeg.height);
      return region && Math.min(region.width, region.height) >= smallestSide ? [{ row, ...jpeg, region }] : [];
    });
    const results = Array.from<DecodedFace | undefined>({ length: faces.length });
    this.#latest = new Set();
    for (const [index, image] of this.#jpegs.decode(forTensorFlow).entries()) {
      const row = forTensorFlow[index]?.row;
      if (!image || row === undefined) continue;
      results[row] = { image };
      if (image.buffer instanceof ArrayBuffer) this.#latest.add(image.buffer);
    }
    const others = faces.filter((_, row) => results[row] === undefined);
    const decoded = mapInOrder(others, sharpInFlight, (face) => this.#decodeBySharp(face));
    const complete: DecodedFace[] = [];
    for (const result of results) {
      const next = result ?? (await decoded.next()).value;
      if (next) complete.push(next);
    }
    return complete;
  }

  async #decodeBySharp(face: FacePicture): Promise<DecodedFace> {
    const regionOf = (width: number, height: number) => this.#regionOf(face, width, height);
    try {
      const file = this.#pathOf(face.filename);
      return { image: await decodeImage(file, this.#imageSize, this.#faceMargin === undefined ? undefined : regionOf) };
    } catch (error) {
      if (error instanceof ImageError) return { error };
      throw error;
    }
  }

  #regionOf({ box }: FacePicture, width: number, height: number): PictureRegion | undefined {
    return box && faceRegion(box, this.#faceMargin ?? 0, { width, height });
  }
}

/**
 * Decodes one picture, as those of an image store are.
 *
 * @param file - the picture's path
 * @param imageSize - the square's side in pixels
 * @returns what `decodeImage` returns
 * @throws ImageError when it cannot be used
 * @example
 * const pixels = await decodeFace("photo.jpg", 64);
 */
export async function decodeFace(file: string, imageSize: number): Promise<Uint8Array> {
  const decoder = new FaceDecoder({ imageSize });
  try {
    const faces: DecodedFace[] = [];
    for await (const batch of decoder.decode([{ filename: file }])) faces.push(...batch);
    const [face] = faces;
    if (!face?.image) throw face?.error ?? new Error(`${file} was not decoded`);
    return face.image;
  } finally {
    await decoder.close();
  }
}

function* batchesOf<Item>(items: Iterable<Item>, size: number): Generator<Item[], void, undefined> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
