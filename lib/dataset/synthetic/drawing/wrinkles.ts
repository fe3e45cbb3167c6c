import { mix } from "../color";
import type { Person } from "../person/person";
import { bothSides, curve, line, type Point } from "./shapes";

/** The lines that age draws in a face: the deeper, the wider, darker and more. */
export function drawWrinkles(person: Person): string {
  return drawForehead(person) + bothSides((side) => drawEyeLines(person, side) + drawCheekLines(person, side));
}

function drawForehead({ wrinkles, eyes, brows, head, skin }: Person): string {
  const brow = eyes.y - brows.height;
  const rows = Array.from({ length: Math.round(wrinkles.forehead * 4.2) }, (_, row) => {
    const y = brow - 9 - row * 6.5;
    const reach = head.width * (0.58 - 0.05 * row);
    const wave = [
      [-reach, y + 1.5],
      [-reach * 0.4, y - 1.2],
      [reach * 0.1, y + 0.8],
      [reach * 0.5, y - 1.2],
      [reach, y + 1.5],
    ] as const;
    return mark(skin, wave, wrinkles.forehead);
  });
  const frown = bothSides((side) =>
    mark(
      skin,
      [
        [side * 3, brow + 3],
        [side * 2.6, brow - 3],
      ],
      wrinkles.forehead - 0.25,
    ),
  );
  return rows.join("") + frown;
}

/** Crow's feet, and bags below the eye. */
function drawEyeLines({ wrinkles, eyes, skin }: Person, side: number): string {
  const at = (x: number, y: number): Point => [side * (eyes.apart + x * eyes.width), eyes.y + y];
  const feet = [-4, 0, 4, 8]
    .slice(0, Math.round(wrinkles.eyes * 4.4))
    .map((down) => mark(skin, [at(1.25, down * 0.4), at(1.95, down * 1.3 - 0.5)], wrinkles.eyes, 1.4));
  const bags = [4.2, 7.2]
    .slice(0, wrinkles.bags > 0.55 ? 2 : 1)
    .map((down) => mark(skin, [at(-0.85, down), at(0, down + eyes.width * 0.5), at(0.85, down)], wrinkles.bags));
  return [...feet, ...bags].join("");
}

/** The fold from nose to mouth, the line below the mouth's corner, the jowl, and the hollow of the cheek. */
function drawCheekLines({ wrinkles, nose, mouth, head, skin }: Person, side: number): string {
  const at = (x: number, y: number): Point => [side * x, y];
  const depth = wrinkles.mouth;
  return [
    mark(
      skin,
      [
        at(nose.width + 2, nose.base - 3),
        at(nose.width + 7, nose.base + 5),
        at(mouth.width + 3, mouth.y + 3 * wrinkles.folds),
      ],
      wrinkles.folds,
      2.1,
    ),
    mark(
      skin,
      [at(mouth.width, mouth.y + 3), at(mouth.width + 2, mouth.y + 10), at(mouth.width + 0.5, mouth.y + 15)],
      depth - 0.25,
      1.9,
    ),
    mark(
      skin,
      [at(head.jaw - 6, mouth.y - 6), at(head.jaw - 7, mouth.y + 4), at(head.jaw - 13, mouth.y + 13)],
      depth - 0.4,
      1.9,
    ),
    mark(skin, [at(head.cheeks - 9, nose.base - 2), at(head.cheeks - 12, nose.base + 9)], depth - 0.6),
  ].join("");
}

function mark(skin: Person["skin"], points: readonly Point[], depth: number, width = 1.6): string {
  if (depth < 0.06) return "";
  return line(
    curve(points),
    mix(skin.color, [96, 44, 32], 0.5),
    width * (0.6 + 0.6 * depth),
    Math.min(0.15 + 0.75 * depth, 0.9),
  );
}
