import { handleOf, nodeBackend, tensorOf } from "../node-backend";
import { tf } from "../tensorflow";

const INT16 = 5; // TensorFlow's number for the type, which TensorFlow.js does not have
const DRAWS_PER_INTEGER = 2;

/**
 * Dropout (Srivastava et al. 2014) with a mask drawn by TensorFlow: a share `rate` of the values becomes 0, the others
 * are divided by 1 - `rate`.
 *
 * Each value's fate takes 16 random bits, so the share is `rate` to 1/65,536; half as many bits as a float32 takes half
 * the time, which is a tenth of a training step's.
 *
 * @param x - float32
 * @param rate - at least 0 and below 1
 * @param seed - a whole number that names the stream of numbers
 * @param step - int32 scalar, the place in the stream: another step, another mask
 * @param noiseShape - the mask's shape where it is not that of `x`: 1 along axes whose values share their fate
 * @returns a tensor like `x`, owned by the caller
 */
export function dropout(x: tf.Tensor, rate: number, seed: number, step: tf.Scalar, noiseShape = x.shape): tf.Tensor {
  if (rate === 0) return x.clone();
  return tf.tidy(() => {
    const kept = tf.cast(randomMask(noiseShape, rate, seed, step), "float32");
    return tf.mul(x, tf.mul(kept, 1 / (1 - rate)));
  });
}

/** True with the probability 1 - `rate`: bool, owned by the caller. */
function randomMask(shape: number[], rate: number, seed: number, step: tf.Scalar): tf.Tensor {
  const { binding } = nodeBackend();
  const { TF_ATTR_TYPE, TF_INT32 } = binding;
  const attribute = (name: string, value: number) => ({ name, type: TF_ATTR_TYPE, value });
  const made: number[] = [];
  const operation = (op: string, attributes: { name: string; type: number; value: number }[], inputs: number[]) => {
    const [result] = binding.executeOp(op, attributes, inputs, 1);
    if (result === undefined) throw new Error(`${op} has one result`);
    made.push(result.id);
    return result;
  };
  const int32 = (values: number | number[]) => handleOf(tf.tensor(values, undefined, "int32"));
  return tf.tidy(() => {
    const size = tf.util.sizeFromShape(shape);
    const count = Math.ceil(size / DRAWS_PER_INTEGER);
    const bits = operation(
      "StatelessRandomUniformFullInt",
      [attribute("dtype", TF_INT32), attribute("T", TF_INT32), attribute("Tseed", TF_INT32)],
      [int32([count]), handleOf(tf.stack([tf.scalar(seed, "int32"), step]))],
    );
    const halves = operation("Bitcast", [attribute("T", TF_INT32), attribute("type", INT16)], [bits.id]);
    const T = attribute("T", INT16);
    const row = operation("Reshape", [T, attribute("Tshape", TF_INT32)], [halves.id, int32([-1])]);
    const index = attribute("Index", TF_INT32);
    // not Slice, which has no kernel for int16 on GPUs
    const needed = operation("StridedSlice", [T, index], [row.id, int32([0]), int32([size]), int32([1])]);
    const shaped = operation("Reshape", [T, attribute("Tshape", TF_INT32)], [needed.id, int32(shape)]);
    const bound = operation(
      "Cast",
      [attribute("SrcT", TF_INT32), attribute("DstT", INT16)],
      [int32(Math.round(rate * 0x1_0000) - 0x8000)],
    );
    const mask = operation("GreaterEqual", [T], [shaped.id, bound.id]);
    for (const id of made) if (id !== mask.id) binding.deleteTensor(id);
    return tensorOf(mask);
  });
}
