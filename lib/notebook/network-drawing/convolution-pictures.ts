import type { Displayable } from "../../display/display";
import { tf } from "../../engine/tensorflow";
import { imageSizeOf } from "../../model/forward";
import { standardize } from "../../model/standardize";
import { type GridPicture, imageGrid } from "../faces/image-grid";

const filterSide = 60; // of a picture, in pixels: each of 5 x 5 weights is a square of 12
const mapSide = 96;
const mapsShown = 7; // of each convolution

/**
 * The filters of a network's first convolution, as it looks at red, green and blue: gray is a weight of zero, brighter is more of
 * a color, darker is less, measured by the filter's largest weight.
 *
 * @param model - stays the caller's
 * @throws Error where the network has no convolution of pictures in color
 * @example
 * firstFilters(sharedCnn({ imageSize: 64 }))
 */
export function firstFilters(model: tf.LayersModel): Displayable {
  const [kernel] = convolutionsOf(model)[0].getWeights(); // the layer's
  const [height = 0, width = 0, channels, count = 0] = kernel?.shape ?? [];
  if (kernel === undefined || channels !== 3)
    throw new Error(`The first convolution of ${model.name} does not see red, green and blue.`);
  const filters = tf.tidy(() => {
    const each = tf.transpose(kernel, [3, 0, 1, 2]).as4D(count, height, width, channels);
    const largest = tf.max(tf.abs(each), [1, 2, 3], true);
    return tf.mul<tf.Tensor4D>(tf.add(tf.divNoNan(each, largest), 1), 127.5);
  });
  const pictures = picturesOf(filters, filterSide).map((pixels, index) => ({ pixels, caption: `filter ${index + 1}` }));
  filters.dispose();
  return imageGrid(pictures, { imageSize: filterSide, drawnSize: filterSide, columns: 11, exact: true });
}

/**
 * What convolutions answer to a face, place by place: of the first, of one in the middle and of the last, a row each. A row begins
 * with the face at the size that the convolution's answers have; then come the filters whose answers differ most across the face,
 * black where a filter answers least and white where most.
 *
 * @param model - stays the caller's
 * @param pixels - the face: RGB bytes of the network's image size
 * @throws Error where the network has no convolution
 * @example
 * featureMaps(model, await store.val.readImages([0]))
 */
export function featureMaps(model: tf.LayersModel, pixels: Uint8Array): Displayable {
  const size = imageSizeOf(model);
  const all = convolutionsOf(model);
  const places = new Set([0, Math.floor((all.length - 1) / 2), all.length - 1]);
  const layers = all.filter((_, place) => places.has(place));
  const shown = Math.min(mapsShown, ...layers.map(({ output }) => [output].flat()[0]?.shape[3] ?? 0));
  // Never disposed of: it has no tensors of its own, and would take the model's layers along.
  const part = tf.model({ inputs: model.inputs, outputs: layers.flatMap(({ output }) => output) });
  const face = tf.tensor4d(pixels, [1, size, size, 3], "int32");
  const outputs = tf.tidy(() => [part.predict(standardize(face))].flat());
  const pictures = outputs.flatMap((output, index): GridPicture[] => {
    const [, height = 0, width = 0] = output.shape;
    const { small, maps, filters } = tf.tidy(() => strongest(output, face, shown));
    const name = `${layers[index]?.name}, ${width} × ${height}`;
    const captions = [name, ...Array.from(filters.dataSync(), (filter) => `filter ${filter + 1}`)];
    const drawn = [small, maps].flatMap((images) => picturesOf(images, mapSide));
    tf.dispose([small, maps, filters]);
    return drawn.map((pixels, place) => ({ pixels, caption: captions[place] }));
  });
  tf.dispose([face, outputs]);
  return imageGrid(pictures, { imageSize: mapSide, drawnSize: mapSide, columns: 1 + shown });
}

/** The answers that differ most across the face, from 0 to 255, by which filters they are, and the face as small as they are. */
function strongest(output: tf.Tensor, face: tf.Tensor4D, count: number) {
  const [, height = 0, width = 0, channels = 0] = output.shape;
  const maps = tf.transpose(output, [3, 1, 2, 0]).as4D(channels, height, width, 1);
  const { indices: filters } = tf.topk(tf.moments(maps, [1, 2, 3]).variance.as1D(), Math.min(count, channels));
  const chosen = tf.gather(maps, filters);
  const [least, most] = [tf.min(chosen, [1, 2, 3], true), tf.max(chosen, [1, 2, 3], true)];
  const scaled = tf.mul<tf.Tensor4D>(tf.divNoNan(tf.sub(chosen, least), tf.sub(most, least)), 255);
  return {
    small: tf.image.resizeBilinear(face, [height, width]),
    maps: tf.tile(scaled, [1, 1, 1, 3]),
    filters,
  };
}

/** Images with values of 0 to 255 as RGB bytes, their pixels drawn as squares. */
function picturesOf(images: tf.Tensor4D, side: number): Uint8Array[] {
  const large = tf.image.resizeNearestNeighbor(images, [side, side]);
  const bytes = Uint8Array.from(large.dataSync(), Math.round);
  large.dispose();
  const each = side ** 2 * 3;
  return Array.from({ length: images.shape[0] }, (_, index) => bytes.subarray(index * each, (index + 1) * each));
}

function convolutionsOf(model: tf.LayersModel): [tf.layers.Layer, ...tf.layers.Layer[]] {
  const [first, ...others] = model.layers.filter((layer) => layer.getClassName() === "Conv2D");
  if (first === undefined) throw new Error(`The network ${model.name} has no convolution.`);
  return [first, ...others];
}
