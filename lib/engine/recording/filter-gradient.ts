import type { RecordedOperation } from "./recorded-operation";

const FILTER_GRADIENTS: ReadonlySet<string> = new Set(["Conv2DBackpropFilter", "DepthwiseConv2dNativeBackpropFilter"]);

/**
 * Whether an operation is the gradient of a convolution's kernel of which some places meet nothing but padding, wherever the
 * kernel lies: with 3 x 3 places, when the image is a single row, for example.
 *
 * Their gradient is 0. But in bfloat16, TensorFlow 2.21 (oneDNN) does not write it, and what was in memory there is the result.
 *
 * @param shape - that of the result, [height, width, …]
 */
export function leavesPlacesUnwritten(
  { op, inputs, attributes }: RecordedOperation,
  shape: readonly number[],
): boolean {
  if (!FILTER_GRADIENTS.has(op)) return false;
  const [images, , gradient] = inputs;
  const { strides, padding } = attributes;
  if (!images || !gradient || strides?.kind !== "integers" || padding?.kind !== "string") return true;
  if (padding.value !== "SAME") return padding.value !== "VALID";
  return [0, 1].some((axis) => {
    const [length = 0, steps = 0] = [images.shape[axis + 1], gradient.shape[axis + 1]];
    return hasIdlePlace(shape[axis] ?? 0, { length, steps, stride: strides.value[axis + 1] ?? 1 });
  });
}

/** Along one side, with the padding that is called SAME. TensorFlow.js has no gradients of dilated kernels. */
function hasIdlePlace(
  places: number,
  { length, steps, stride }: { length: number; steps: number; stride: number },
): boolean {
  const before = Math.floor(Math.max(0, (steps - 1) * stride + places - length) / 2);
  const isIdle = (place: number) =>
    Array.from({ length: steps }, (_, step) => step * stride + place - before).every((at) => at < 0 || at >= length);
  return Array.from({ length: places }, (_, place) => place).some(isIdle);
}
