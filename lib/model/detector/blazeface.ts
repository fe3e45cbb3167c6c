import { createForwardPass } from "../../engine/forward-pass";
import { tf } from "../../engine/tensorflow";
import type { Point } from "../../images/photo/photo-view";
import { loadGraphModel } from "../pretrained/graph-model";

/** The sides of an image that is looked at, in pixels, multiples of 32. It is square, or the middle of a square. */
export interface ImageShape {
  /** The square's side. */
  size: number;
  width: number;
  height: number;
}

/** A face as BlazeFace sees it, in shares of the square's side from its left and from its top. */
export interface Sighting {
  /** How sure the network is, 0 to 1. */
  score: number;
  /** The middle of the square around the face. */
  center: Point;
  /** The square's side. */
  size: number;
  landmarks: Landmarks;
}

/** The eyes of a face, the one on the left of an upright face first, and the middle of its mouth. */
export type Landmarks = readonly [Point, Point, Point];

/** The network that finds faces. */
export interface Blazeface {
  /**
   * Looks for faces in images. No tensor is left behind.
   *
   * @param images - the RGB bytes of some images, one after the other
   * @param shape - of each; the network was trained with squares of 256 px, in which it finds faces of 16 px and more
   * @param threshold - the lowest score
   * @returns what is seen in each image
   */
  look(images: Uint8Array, shape: ImageShape, threshold: number): Promise<Sighting[][]>;
  /** Frees the network. */
  dispose(): void;
}

/** Of each of the two last layers: how far apart its cells are in pixels, how many boxes each gives, and its operations. */
const GRIDS = [
  { stride: 16, boxes: 2, score: "conv2d_33", box: "conv2d_35" },
  { stride: 32, boxes: 6, score: "conv2d_34", box: "conv2d_36" },
];
/** What is told of a box: its middle, its width and height, and six points: eyes, nose, mouth and ears. */
const NUMBERS = 16;

/**
 * Loads BlazeFace (Bazarevsky et al., BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs, 2019), in the variant of
 * MediaPipe for the camera on a phone's back, 256 px.
 *
 * Each cell of two grids tells, of the boxes that it is responsible for, whether there is a face (a logit), and where its box
 * and points are: in pixels, as seen from the cell's middle. All boxes of a cell have the same middle (section 3.2).
 *
 * @param folder - as `humanModels` returns it
 * @returns the network, owned by the caller
 */
export async function loadBlazeface(folder: string): Promise<Blazeface> {
  const model = await loadGraphModel(folder, "blazeface");
  const operation = (name: string) => `StatefulPartitionedCall/functional_1/${name}/BiasAdd`;
  const names = GRIDS.flatMap(({ score, box }) => [operation(score), operation(box)]);
  const forwardPass = createForwardPass((images: tf.Tensor4D) => {
    const outputs = [model.execute(tf.sub(tf.div(tf.cast(images, "float32"), 127.5), 1), names)].flat();
    const [count] = images.shape;
    const [score16, box16, score32, box32] = outputs;
    if (!score16 || !box16 || !score32 || !box32) throw new Error("BlazeFace has four outputs");
    return {
      scores: tf.sigmoid(tf.concat([tf.reshape(score16, [count, -1]), tf.reshape(score32, [count, -1])], 1)),
      boxes: tf.concat([tf.reshape(box16, [count, -1, NUMBERS]), tf.reshape(box32, [count, -1, NUMBERS])], 1),
    };
  });
  return {
    async look(images, shape, threshold) {
      const { width, height } = shape;
      const count = images.length / (width * height * 3);
      const input = tf.tensor4d(images, [count, height, width, 3], "int32");
      const outputs = forwardPass.run(input);
      const [scores, boxes] = await Promise.all([outputs.scores.data(), outputs.boxes.data()]);
      tf.dispose([input, outputs.scores, outputs.boxes]);
      const [ofScores, ofBoxes] = [scores.length / count, boxes.length / count];
      return Array.from({ length: count }, (_, index) =>
        readSightings(
          scores.subarray(index * ofScores, (index + 1) * ofScores),
          boxes.subarray(index * ofBoxes, (index + 1) * ofBoxes),
          shape,
          threshold,
        ),
      );
    },
    dispose() {
      forwardPass.dispose();
      model.dispose();
    },
  };
}

function readSightings(
  scores: ArrayLike<number>,
  boxes: ArrayLike<number>,
  shape: ImageShape,
  threshold: number,
): Sighting[] {
  const { size } = shape;
  const sightings: Sighting[] = [];
  let index = -1;
  for (const { x, y } of cells(shape)) {
    index++;
    const score = scores[index] ?? 0;
    if (score < threshold) continue;
    const number = (offset: number) => boxes[index * NUMBERS + offset] ?? Number.NaN;
    const point = (offset: number) => ({ x: (x + number(offset)) / size, y: (y + number(offset + 1)) / size });
    const square = Math.max(number(2), number(3)) / size; // they hardly differ
    sightings.push({ score, center: point(0), size: square, landmarks: [point(4), point(6), point(10)] });
  }
  return sightings;
}

/** The middle of the cell that is responsible for each box, in pixels of the square. */
function* cells({ size, width, height }: ImageShape): Generator<Point> {
  const [left, top] = [(size - width) / 2, (size - height) / 2];
  for (const { stride, boxes } of GRIDS) {
    for (let row = 0; row < height / stride; row++) {
      for (let column = 0; column < width / stride; column++) {
        const middle = { x: left + (column + 0.5) * stride, y: top + (row + 0.5) * stride };
        for (let box = 0; box < boxes; box++) yield middle;
      }
    }
  }
}
