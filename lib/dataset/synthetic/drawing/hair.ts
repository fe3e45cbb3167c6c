import { black, mix, white } from "../color";
import type { Person } from "../person/person";
import { bothSides, clipped, curve, ellipse, filled, line, mirrored, outline, type Point, spanning } from "./shapes";

/** From this curl on, hair stands in bumps instead of strands. */
const curly = 0.62;

/** The hair behind head and neck: a bun, or what falls to the shoulders. */
export function drawBackHair({ hair, head }: Person): string {
  const shade = mix(hair.color, black, 0.25);
  const knot: Point = [hair.part * 8, head.top - hair.volume - 5];
  if (hair.bun) return ellipse(knot, 17, 15, hair.color) + ellipse(knot, 11, 9, shade, 0.35);
  if (hair.length === 0) return "";
  const out = head.width + hair.volume;
  const start = head.top + 35;
  const end = 20 + hair.length * 95;
  const steps = 6 + 2 * Math.round(hair.curl * 3);
  const side = Array.from({ length: steps }, (_, step): Point => {
    const down = (step + 1) / steps;
    const wave = (step % 2 ? 10 : 2) * hair.curl;
    return [out + 6 * Math.sin(down * Math.PI) + wave, start + (end - start) * down];
  });
  const rightHalf: Point[] = [
    [0, head.top - hair.volume],
    [out * 0.75, head.top + 4],
    ...side,
    [out * 0.6, end + 5],
    [0, end],
  ];
  return filled(outline(mirrored(rightHalf)), shade);
}

/** The hair in front of the head: on top and at the sides, or only at the sides. */
export function drawHair(person: Person): string {
  const { hair, head, eyes } = person;
  const side = eyes.y + 4 + Math.min(hair.length * 70, 46);
  if (hair.receding > 0.7) return drawSides(person, side);
  const height = head.chin - head.top;
  const hairline = head.top + height * hair.hairline;
  const out = head.width + hair.volume * 0.55;
  const outer = spanning([
    [0, head.top - hair.volume * 1.1],
    [out * 0.45, head.top - hair.volume * 0.9],
    [out * 0.84, head.top + height * 0.12 - hair.volume * 0.6],
    [out + 1, head.top + height * 0.33],
    [out, side - 6],
    [head.width - 1, side + 8],
  ]);
  const cap = outline([
    ...(hair.curl > curly ? bumpy(outer, 1.5 + hair.volume * 0.3) : outer),
    ...hairlinePoints(person, hairline, side),
  ]);
  return filled(cap, "url(#hair)", hair.density) + clipped("hair-cap", cap, drawStrands(person, hairline));
}

/** Where the hair ends in the face, from right to left: it recedes most at the temples, and a fringe falls over it. */
function hairlinePoints({ hair, head }: Person, hairline: number, side: number): Point[] {
  const fringe = hair.fringe * 12;
  const temple = hairline + 9 - hair.receding * 26 + fringe;
  const front = hairline + 1 - hair.receding * 9 + fringe;
  const points: Point[] = [
    [head.width - 5, side - 2],
    [head.width * 0.87, hairline + 22],
    [head.width * 0.66, temple],
    [head.width * 0.3, front + (hair.part > 0 ? 0 : 3)],
    [hair.part * head.width * 0.4, hairline - 2 - hair.receding * 8 + fringe * 0.8],
    [-head.width * 0.3, front + (hair.part > 0 ? 3 : 0)],
    [-head.width * 0.66, temple],
    [-head.width * 0.87, hairline + 22],
    [-head.width + 5, side - 2],
  ];
  return points.sort((one, other) => other[0] - one[0]);
}

/** What is left to a bald head. */
function drawSides({ hair, head }: Person, low: number): string {
  const rim = (1 - hair.receding) * 40;
  const out = head.width + hair.volume * 0.55;
  return bothSides((side) => {
    const points: Point[] = [
      [head.width - 3, low + 6],
      [out + 1.5, low - 6],
      [out + 0.5, low - 24],
      [head.width * (0.93 - rim / 130), low - 34 - rim],
      [head.width * (0.84 - rim / 130), low - 29 - rim],
      [head.width * 0.88, low - 18],
      [head.width - 5, low - 8],
    ];
    return filled(outline(points.map(([x, y]) => [side * x, y])), hair.color);
  });
}

/** Lines in straight hair that follow its fall from the parting. */
function drawStrands({ hair, head }: Person, hairline: number): string {
  if (hair.density < 0.9 || hair.curl > curly) return "";
  const [x, y]: Point = [hair.part * head.width * 0.4, head.top - hair.volume * 0.5];
  const strand = (place: number, index: number) => {
    const end: Point = [place * (head.width + 1), hairline + 26 * Math.abs(place) - 6];
    const bend: Point = [(x + end[0] * 1.6) / 2.4, (y * 1.5 + end[1]) / 2.5];
    const color = index % 2 ? mix(hair.color, white, 0.3) : mix(hair.color, black, 0.35);
    return line(curve([[x, y], bend, end]), color, 1, 0.45);
  };
  return [-0.9, -0.65, -0.35, 0.35, 0.65, 0.9].map(strand).join("");
}

/** The line with two bumps of a height between each two of its points. */
function bumpy(points: readonly Point[], height: number): Point[] {
  return points.flatMap((point, index) => {
    const next = points[index + 1];
    if (!next) return [point];
    const [across, down] = [next[0] - point[0], next[1] - point[1]];
    const length = Math.hypot(across, down);
    const beside = (share: number, out: number): Point => [
      point[0] + across * share + (down / length) * out,
      point[1] + down * share - (across / length) * out,
    ];
    return [point, beside(0.25, height), beside(0.5, 0), beside(0.75, height)];
  });
}
