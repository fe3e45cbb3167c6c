/** Red, green and blue, 0..255. */
export type Color = readonly [red: number, green: number, blue: number];

/** One color at least. */
export type Palette = readonly [Color, ...Color[]];

export const black: Color = [0, 0, 0];
export const white: Color = [255, 255, 255];

/** Colors by their hexadecimal names, such as "#ffe0cc". */
export function colors<Names extends readonly [string, ...string[]]>(
  ...names: Names
): { [Index in keyof Names]: Color };
export function colors(...names: string[]): Color[] {
  return names.map((name) => {
    const bits = Number.parseInt(name.slice(1), 16);
    return [bits >> 16, (bits >> 8) & 255, bits & 255];
  });
}

/** The color `share` of the way from one color to another: 0 is `from`, 1 is `to`. */
export function mix(from: Color, to: Color, share: number): Color {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

/** The color at `place` (0..1) of a palette whose colors blend into one another. */
export function blend(palette: Palette, place: number): Color {
  const position = place * (palette.length - 1);
  const index = Math.floor(position);
  const from = palette[index] ?? palette[0];
  return mix(from, palette[index + 1] ?? from, position - index);
}

/** The color as SVG writes it. */
export function rgb(color: Color): string {
  return `rgb(${color.map((part) => Math.round(Math.min(Math.max(part, 0), 255))).join(",")})`;
}
