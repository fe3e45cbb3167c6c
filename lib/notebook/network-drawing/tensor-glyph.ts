/** A tensor as a small solid: of images a slab as thick as it has channels, of a vector a bar. */
export interface TensorGlyph {
  width: number;
  height: number;
  /** The SVG shapes, centered at (x, y). */
  draw(x: number, y: number, color: string): string;
}

/** Sizes are drawn by their logarithm: the largest are a thousand times the smallest. */
export function tensorGlyph(shape: readonly (number | null)[]): TensorGlyph {
  const sizes = shape.map((size) => Math.log2((size ?? 1) + 1));
  const [first = 1] = sizes;
  const last = sizes[sizes.length - 1] ?? 1;
  return sizes.length > 1 ? slab(10 + 9 * first, 3 + 3 * last) : bar(12 + 7 * first);
}

function bar(height: number): TensorGlyph {
  const width = 16;
  return {
    width,
    height,
    draw: (x, y, color) =>
      `<rect x="${x - width / 2}" y="${y - height / 2}" width="${width}" height="${height}" rx="4" fill="${color}"/>`,
  };
}

/** Seen from its side, slightly from above. */
function slab(side: number, thickness: number): TensorGlyph {
  const slant = 0.3 * side;
  const [width, height] = [thickness + slant, side + slant];
  return {
    width,
    height,
    draw(x, y, color) {
      const [left, bottom] = [x - width / 2, y + height / 2];
      const [right, top] = [left + thickness, bottom - side];
      const roof = `M${left},${top}l${slant},${-slant}h${thickness}l${-slant},${slant}z`;
      const face = `M${right},${top}l${slant},${-slant}v${side}l${-slant},${slant}z`;
      return [
        `<path fill="${color}" d="M${left},${top}H${right}V${bottom}H${left}z"/>`,
        `<path fill="${color}" fill-opacity="0.55" d="${roof}"/>`,
        `<path fill="${color}" fill-opacity="0.75" d="${face}"/>`,
      ].join("");
    },
  };
}
