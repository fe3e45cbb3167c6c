import sharp from "sharp";

/** The picture as 16 x 16 brightnesses with mean 0 and deviation 1, row by row. */
export async function brightnesses(picture: Uint8Array): Promise<number[]> {
  const pixels = await sharp(picture).resize(16, 16, { fit: "fill" }).grayscale().raw().toBuffer();
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const deviation = Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
  return Array.from(pixels, (value) => (value - mean) / deviation);
}

/**
 * Ridge regression: the weights w that minimize |rows w - targets|^2 + penalty |w|^2, by conjugate gradients.
 *
 * @returns the function that predicts a target from a row
 */
export function fitLinear(rows: number[][], targets: number[], penalty: number): (row: number[]) => number {
  const size = rows[0]?.length ?? 0;
  const weights = new Array<number>(size).fill(0);
  let residual = combine(rows, targets, size);
  let direction = [...residual];
  for (let iteration = 0; iteration < 60; iteration++) {
    const before = dot(residual, residual);
    if (before < 1e-12) break;
    const image = combine(
      rows,
      rows.map((row) => dot(row, direction)),
      size,
    ).map((value, index) => value + penalty * (direction[index] ?? 0));
    const step = before / dot(direction, image);
    direction.forEach((value, index) => {
      weights[index] = (weights[index] ?? 0) + step * value;
    });
    residual = residual.map((value, index) => value - step * (image[index] ?? 0));
    const growth = dot(residual, residual) / before;
    direction = residual.map((value, index) => value + growth * (direction[index] ?? 0));
  }
  return (row) => dot(row, weights);
}

/** The sum of the rows, each times its factor. */
function combine(rows: number[][], factors: number[], size: number): number[] {
  const sum = new Array<number>(size).fill(0);
  rows.forEach((row, index) => {
    const factor = factors[index] ?? 0;
    for (let column = 0; column < size; column++) sum[column] = (sum[column] ?? 0) + factor * (row[column] ?? 0);
  });
  return sum;
}

function dot(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}
