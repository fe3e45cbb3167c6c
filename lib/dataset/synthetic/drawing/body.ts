import { black, mix, white } from "../color";
import type { Person } from "../person/person";
import { bothSides, clipped, curve, ellipse, filled, line, mirrored, outline, type Point, spanning } from "./shapes";

/** Neck, shoulders and clothes. */
export function drawBody(person: Person): string {
  const { head, skin, wrinkles } = person;
  const collar = head.chin + 15;
  const shade = mix(skin.color, [90, 40, 30], 0.3);
  const neck = outline(
    spanning([
      [0, 130],
      [head.neck + 8, collar + 8],
      [head.neck, collar - 4],
      [head.neck, head.chin - 30],
    ]),
  );
  const wrinkle = (y: number) => {
    const end: Point = [head.neck - 6, y];
    return line(curve(spanning([[0, y + 4], end])), shade, 1.2, 0.7 * wrinkles.neck);
  };
  const shadow = ellipse([0, head.chin - 4], head.neck + 3, 17, shade, 0.6);
  return (
    filled(neck, mix(skin.color, shade, 0.25)) +
    clipped("neck", neck, shadow + wrinkle(head.chin + 5) + wrinkle(head.chin + 11)) +
    drawClothes(person, collar)
  );
}

function drawClothes({ head, clothes }: Person, collar: number): string {
  const neckline: Point[] = [
    [0, collar + clothes.neckline],
    [head.neck * 0.7, collar + clothes.neckline * 0.55],
    [head.neck + 5, collar - 2],
  ];
  const torso = outline(
    mirrored([
      ...neckline,
      [head.shoulders * 0.72, collar + 9],
      [head.shoulders, collar + 24],
      [head.shoulders + 8, 190],
      [0, 200],
    ]),
  );
  const lapels = bothSides((side) =>
    filled(
      `M${side * (head.neck - 1)},${collar - 6} L0,${collar + clothes.neckline} L${side * 12},${collar + 22} L${side * (head.neck + 10)},${collar + 4}Z`,
      mix(clothes.color, white, 0.35),
    ),
  );
  const seam = line(curve(spanning(neckline)), mix(clothes.color, black, 0.25), 2.2, 0.7);
  return filled(torso, "url(#cloth)") + (clothes.collar ? lapels : seam);
}
