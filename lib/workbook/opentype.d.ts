/** The part of opentype.js that `lettering.ts` uses. The published types would pull the browser's DOM into every cell. */
declare module "opentype.js" {
  export interface Path {
    /** The outline as the `d` of an SVG path. */
    toPathData(decimalPlaces: number): string;
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
