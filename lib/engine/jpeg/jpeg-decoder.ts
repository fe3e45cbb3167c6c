import { binding } from "../binding";
import { type Feed, loadSession, runSession } from "../session/session";
import { type JpegGraph, type JpegScaling, jpegGraph } from "./jpeg-graph";

/** A JPEG to decode: a file of which is known that it is one, and its size. */
export interface Jpeg {
  /** The whole file, in 8 bits a color. */
  bytes: Uint8Array;
  /** In pixels, like `height`. */
  width: number;
  height: number;
  /** What part of it to take, in its pixels, within it; all of it if left out. */
  region?: PictureRegion | undefined;
}

/** A part of a picture, in pixels. */
export interface PictureRegion {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface LoadedGraph extends JpegGraph {
  session: number;
}

/**
 * Decodes JPEGs by TensorFlow and scales them to squares, many at a time on all cores.
 *
 * What is decoded does not depend on what else is, so that it is the same at any time.
 */
export class JpegDecoder {
  readonly #graphs = new Map<string, LoadedGraph>();

  /** @param size - the side of the squares in pixels */
  constructor(private readonly size: number) {}

  /**
   * Decodes JPEGs. The process does nothing else until it is done, so they should be some hundreds at most. Their images take
   * memory twice meanwhile.
   *
   * @returns for each its image, `size * size * 3` bytes of red, green and blue, row by row from the top; nothing if it
   *   is to be shrunk in one direction and enlarged in the other, or if TensorFlow has a complaint about it
   */
  decode(jpegs: readonly Jpeg[]): (Uint8Array | undefined)[] {
    const images = Array.from<Uint8Array | undefined>({ length: jpegs.length });
    const groups = new Map<string, { scaling: JpegScaling; rows: number[] }>();
    for (const [row, jpeg] of jpegs.entries()) {
      const scaling = this.#scalingOf(jpeg);
      if (!scaling) continue;
      const key = JSON.stringify(scaling);
      const group = groups.get(key) ?? { scaling, rows: [] };
      groups.set(key, group);
      group.rows.push(row);
    }
    for (const [key, { scaling, rows }] of groups) {
      const graph = this.#graphs.get(key) ?? this.#load(key, scaling);
      this.#decodeSome(graph, jpegs, rows, images);
    }
    return images;
  }

  /** Frees the graphs and their memory. */
  dispose(): void {
    for (const { session } of this.#graphs.values()) binding.deleteSavedModel(session);
    this.#graphs.clear();
  }

  #load(key: string, scaling: JpegScaling): LoadedGraph {
    const graph = jpegGraph(scaling);
    const loaded = { ...graph, session: loadSession(graph.graph) };
    this.#graphs.set(key, loaded);
    return loaded;
  }

  #scalingOf({ width, height, region }: Jpeg): JpegScaling | undefined {
    const size = this.size;
    const least = Math.min(region?.width ?? width, region?.height ?? height);
    const most = Math.max(region?.width ?? width, region?.height ?? height);
    if (least < size && most > size) return undefined;
    const resize = least >= size ? "area" : "bilinear";
    if (region) return { size, ratio: 1, resize, cropped: true };
    // Of other sizes part of a last pixel would be left, and count as a whole one: the picture would be stretched.
    const isWhole = (ratio: number) => width % ratio === 0 && height % ratio === 0;
    const ratio = ([8, 4, 2] as const).find((ratio) => least / ratio >= size && isWhole(ratio)) ?? 1;
    return { size, ratio, resize, cropped: false };
  }

  /** Decodes JPEGs in one run; if that fails, each half by itself, until the bad ones stand alone. */
  #decodeSome(graph: LoadedGraph, jpegs: readonly Jpeg[], rows: number[], images: (Uint8Array | undefined)[]): void {
    let bytes: Uint8Array;
    try {
      bytes = this.#run(
        graph,
        rows.flatMap((row) => jpegs[row] ?? []),
      );
    } catch {
      if (rows.length === 1) return;
      const half = Math.ceil(rows.length / 2);
      this.#decodeSome(graph, jpegs, rows.slice(0, half), images);
      this.#decodeSome(graph, jpegs, rows.slice(half), images);
      return;
    }
    for (const [index, row] of rows.entries()) {
      const start = index * graph.imageBytes;
      images[row] = bytes.subarray(start, start + this.size ** 2 * 3);
    }
  }

  #run({ session, contents, regions, images }: LoadedGraph, jpegs: readonly Jpeg[]): Uint8Array {
    const feeds: Feed[] = [];
    try {
      const { length } = jpegs;
      const files = jpegs.map(({ bytes }) => bytes);
      feeds.push({ output: contents, handle: binding.createTensor([length], binding.TF_STRING, files) });
      if (jpegs[0]?.region) {
        const corners = new Int32Array(length * 4);
        for (const [index, { region }] of jpegs.entries()) {
          if (region) corners.set([region.top, region.left, region.height, region.width], index * 4);
        }
        feeds.push({ output: regions, handle: binding.createTensor([length, 4], binding.TF_INT32, corners) });
      }
      const [fetched] = runSession(session, feeds, [images]);
      if (!fetched) throw new Error("the session gave no images");
      try {
        const { buffer, byteOffset, byteLength } = binding.tensorDataSync(fetched.id);
        return new Uint8Array(buffer, byteOffset, byteLength);
      } finally {
        binding.deleteTensor(fetched.id);
      }
    } finally {
      for (const { handle } of feeds) binding.deleteTensor(handle);
    }
  }
}
