/** The part of opentype.js that `lettering.ts` uses. The published types would pull the browser's DOM into every cell. */
declare module "opentype.js" {
  /** A part of an outline, as in an SVG path: in a TrueType font a move, a line, a quadratic curve, or its end. */
  export interface PathCommand {
    type: "M" | "L" | "Q" | "Z";
    x1?: number;
    y1?: number;
    x?: number;
    y?: number;
  }
  export interface Path {
    commands: PathCommand[];
  }
  export interface Font {
    /** The width of a line of text in the unit of `fontSize`. */
    getAdvanceWidth(text: string, fontSize: number): number;
    /** The outline of a line of text whose baseline starts at (x, y). */
    getPath(text: string, x: number, y: number, fontSize: number): Path;
  }
  const opentype: { parse(file: ArrayBuffer): Font };
  export default opentype;
}
