import { mix, white } from "../color";
import type { Person } from "../person/person";
import { bothSides, clipped, curve, ellipse, filled, line, outline, type Point, spanning } from "./shapes";

/** The nose: a shaded side, a light tip, wings and nostrils. */
export function drawNose({ nose: { base, width, bridge }, eyes, skin, pose }: Person): string {
  const shade = mix(skin.color, [110, 50, 36], 0.38);
  const away = pose.turn > 0 ? 1 : -1;
  const side = curve([
    [away * 4, eyes.y + 4],
    [away * 3.4, (eyes.y + 4 + base) / 2],
    [away * width * 0.62, base - 4],
  ]);
  const under = curve(
    spanning([
      [0, base + 2.6],
      [width * 0.4, base + 0.6],
      [width * 0.92, base + 0.5],
      [width, base - 4],
    ]),
  );
  const nostril = mix(shade, [50, 20, 16], 0.55);
  return (
    line(side, shade, 1.8, bridge * 0.8) +
    ellipse([0, base - 5], width * 0.62, width * 0.55, mix(skin.color, white, 0.4), 0.35) +
    bothSides((side) => ellipse([side * width * 0.48, base], width * 0.19, 1.4, nostril, 0.8)) +
    line(under, shade, 1.5, 0.85)
  );
}

/** The mouth: lips, closed, or open with the upper teeth between them. */
export function drawMouth({ mouth, skin }: Person): string {
  const { y, lips, color, smile } = mouth;
  const corner = y - smile * 3.5;
  const gap = mouth.open ? 2 + 4 * Math.max(smile, 0) : 0;
  const at = (x: number, down: number): Point => [x * mouth.width, down];
  // The lower edge of the upper lip, and the upper edge of the lower lip.
  const upperEdge = spanning([at(0, y + 0.4 + smile * 1.2), at(0.5, y - 0.3 + smile), at(1, corner)]);
  const lowerEdge = spanning([
    at(0, y + 0.4 + smile * 1.2 + gap),
    at(0.5, y - 0.3 + smile + gap * 0.85),
    at(1, corner),
  ]);
  const top = spanning([at(0, y - lips * 0.8), at(0.13, y - lips), at(0.45, y - lips * 0.75)]);
  const bottom = spanning([at(0, y + lips * 1.3 + gap + smile), at(0.5, y + lips * 0.95 + gap)]);
  const opening = outline([...upperEdge, ...lowerEdge.slice(1, -1).reverse()]);
  const teeth = outline(spanning([at(0, y + gap * 0.75), at(0.9, corner - 1)]));
  const chinCrease = spanning([at(0, y + lips * 1.5 + gap + 3), at(0.4, y + lips * 1.5 + gap + 2)]);
  const dark = mix(color, [70, 16, 20], 0.6);
  const between = mouth.open
    ? filled(opening, [92, 30, 34]) + clipped("mouth", opening, filled(teeth, [250, 246, 238]))
    : line(curve(upperEdge), dark, 1.3, 0.8);
  return (
    filled(outline([...lowerEdge, ...bottom.reverse()]), mix(color, white, 0.1)) +
    filled(outline([...upperEdge, ...top.reverse()]), mix(color, dark, 0.22)) +
    between +
    line(curve(chinCrease), mix(skin.color, [110, 50, 36], 0.35), 1.2, 0.5)
  );
}
