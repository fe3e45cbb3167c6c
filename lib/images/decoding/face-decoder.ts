import type { FaceBox } from "../../dataset/face-box";
import { type Jpeg, JpegDecoder, type PictureRegion } from "../../engine/jpeg/jpeg-decoder";
import { ImageError } from "../image-error";
import { imagePath } from "../image-path";
import { mapInOrder } from "../map-in-order";
import { decodeImage, smallestSide } from "./decode-image";
import { faceRegion } from "./face-region";
import { readJpeg } from "./read-jpeg";

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
/** One is decoded; the files of the others are read meanwhile, a step of two at a time. Of the largest files one takes 64 MB. */
const batchesInFlight = 3;
/** Twice the threads that decode for sharp, so that none waits. */
const sharpInFlight = 8;

/**
 * Decodes pictures to squares, as `decodeImage` does, but most of them faster: most JPEGs go to TensorFlow in batches,
 * everything else to sharp, which takes several times as long, and so does what TensorFlow refuses: sharp is the judge of what is
 * no good picture. A JPEG damaged in its midst, which TensorFlow takes, keeps its scar.
 */
export class FaceDecoder {
  readonly #jpegs: JpegDecoder;

  /** @param options - as in `prepareImages`; without a folder, any picture is read that is named */
  constructor(private readonly options: { imageFolder?: string; imageSize: number; faceMargin?: number | undefined }) {
    this.#jpegs = new JpegDecoder(options.imageSize);
  }

  /**
   * Decodes the pictures of faces, some ahead of the consumer; memory does not grow with their count.
   *
   * @returns what became of each, in their order, in batches, whose memory may be freed, see `freeMemory`
   */
  async *decode(faces: Iterable<FacePicture>): AsyncGenerator<DecodedFace[], void, undefined> {
    const batchSize = Math.min(largestBatch, Math.ceil(largestBatchBytes / (this.options.imageSize ** 2 * 3)));
    const batches = mapInOrder(batchesOf(faces, batchSize), batchesInFlight, (batch) =>
      Promise.all(batch.map(async (face) => ({ face, jpeg: await this.#read(face) }))),
    );
    for await (const batch of batches) yield await this.#decodeBatch(batch);
  }

  /** Frees the memory; what is being decoded must have come to its end. */
  close(): void {
    this.#jpegs.dispose();
  }

  /** A face's JPEG for TensorFlow; nothing if the picture is for sharp. */
  async #read(face: FacePicture): Promise<Jpeg | undefined> {
    try {
      const jpeg = await readJpeg(this.#pathOf(face.filename));
      if (!jpeg || this.options.faceMargin === undefined) return jpeg;
      const region = this.#regionOf(face, jpeg.width, jpeg.height);
      return region && Math.min(region.width, region.height) >= smallestSide ? { ...jpeg, region } : undefined;
    } catch {
      return undefined; // sharp's turn will tell why
    }
  }

  /** @throws ImageError when the name leads out of the folder */
  #pathOf(filename: string): string {
    return this.options.imageFolder === undefined ? filename : imagePath(this.options.imageFolder, filename);
  }

  async #decodeBatch(pictures: readonly { face: FacePicture; jpeg: Jpeg | undefined }[]): Promise<DecodedFace[]> {
    const images = this.#jpegs.decode(pictures.flatMap(({ jpeg }) => jpeg ?? []));
    const byTensorFlow = pictures.map(({ jpeg }) => jpeg && images.shift());
    const others = pictures.filter((_, row) => !byTensorFlow[row]);
    const bySharp = mapInOrder(others, sharpInFlight, ({ face }) => this.#decodeBySharp(face));
    const complete: DecodedFace[] = [];
    for (const image of byTensorFlow) {
      const next = image ? { image } : (await bySharp.next()).value;
      if (next) complete.push(next);
    }
    return complete;
  }

  async #decodeBySharp(face: FacePicture): Promise<DecodedFace> {
    const regionOf = (width: number, height: number) => this.#regionOf(face, width, height);
    try {
      const file = this.#pathOf(face.filename);
      return {
        image: await decodeImage(
          file,
          this.options.imageSize,
          this.options.faceMargin === undefined ? undefined : regionOf,
        ),
      };
    } catch (error) {
      if (error instanceof ImageError) return { error };
      throw error;
    }
  }

  #regionOf({ box }: FacePicture, width: number, height: number): PictureRegion | undefined {
    return box && faceRegion(box, this.options.faceMargin ?? 0, { width, height });
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
    decoder.close();
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
