import { type Color, rgb } from "../color";

/** A place in the drawing; y grows downwards. */
export type Point = readonly [x: number, y: number];

/** A color, or what names one of the drawing's gradients. */
export type Paint = Color | `url(#${string})`;

/** A smooth line through the points, as an SVG path. */
export function curve(points: readonly Point[]): string {
  return spline(points, (index) => points[Math.min(Math.max(index, 0), points.length - 1)], points.length - 1);
}

/** A smooth closed line through the points, as an SVG path. */
export function outline(points: readonly Point[]): string {
  const count = points.length;
  return `${spline(points, (index) => points[(index + count) % count], count)}Z`;
}

/** The outline of a symmetric shape from its right half, which begins and ends in the middle, at x = 0. */
export function mirrored(rightHalf: readonly Point[]): Point[] {
  return [...rightHalf, ...flipped(rightHalf).slice(1, -1)];
}

/** A symmetric line from left to right, given from its middle, at x = 0, to its right end. */
export function spanning(rightHalf: readonly Point[]): Point[] {
  return [...flipped(rightHalf).slice(0, -1), ...rightHalf];
}

/** What is drawn once on each side: `side` is -1 for the left of the picture and 1 for the right. */
export function bothSides(draw: (side: number) => string): string {
  return draw(-1) + draw(1);
}

/** A filled path. */
export function filled(path: string, paint: Paint, opacity = 1): string {
  return `<path d="${path}" fill="${css(paint)}" opacity="${short(opacity)}"/>`;
}

/** A path drawn as a line with round ends. */
export function line(path: string, paint: Paint, width: number, opacity = 1): string {
  return `<path d="${path}" fill="none" stroke="${css(paint)}" stroke-width="${short(width)}" stroke-linecap="round" opacity="${short(opacity)}"/>`;
}

/** A filled ellipse; `across` and `down` are its radii. */
export function ellipse([x, y]: Point, across: number, down: number, paint: Paint, opacity = 1): string {
  return `<ellipse cx="${short(x)}" cy="${short(y)}" rx="${short(across)}" ry="${short(down)}" fill="${css(paint)}" opacity="${short(opacity)}"/>`;
}

/** Content that is seen only inside a path; `name` must be unique in a portrait. */
export function clipped(name: string, path: string, content: string): string {
  return `<clipPath id="${name}"><path d="${path}"/></clipPath><g clip-path="url(#${name})">${content}</g>`;
}

/** Content that is moved, turned or scaled, in SVG's words. */
export function moved(transform: string, content: string): string {
  return `<g transform="${transform}">${content}</g>`;
}

/** A Catmull-Rom spline: each piece arrives and leaves in the direction from the point before to the point after. */
function spline(points: readonly Point[], pointAt: (index: number) => Point | undefined, pieces: number): string {
  const at = (index: number): Point => pointAt(index) ?? [0, 0];
  const bezier = points.slice(0, pieces).map((start, index) => {
    const [before, end, after] = [at(index - 1), at(index + 1), at(index + 2)];
    const leaving: Point = [start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6];
    const arriving: Point = [end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6];
    return `C${place(leaving)} ${place(arriving)} ${place(end)}`;
  });
  return `M${place(at(0))}${bezier.join("")}`;
}

function flipped(points: readonly Point[]): Point[] {
  return [...points].reverse().map(([x, y]) => [-x, y]);
}

function place([x, y]: Point): string {
  return `${short(x)},${short(y)}`;
}

/** Two decimals, which are a fiftieth of a pixel. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function css(paint: Paint): string {
  return typeof paint === "string" ? paint : rgb(paint);
}
