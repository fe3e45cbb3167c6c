import type { Beard, Person } from "../person/person";
import { filled, mirrored, outline, type Point } from "./shapes";

/** Stubble, mustache or beard. */
export function drawBeard(person: Person): string {
  const { beard, mouth, nose } = person;
  if (!beard) return "";
  const mustache = outline(
    mirrored([
      [0, nose.base + 3.5],
      [mouth.width * 0.6, mouth.y - 8],
      [mouth.width + 3, mouth.y],
      [mouth.width * 0.5, mouth.y - 3.6],
      [0, mouth.y - 4.2],
    ]),
  );
  const chin =
    beard.kind === "mustache" ? "" : filled(outline(mirrored(chinBeard(person, beard))), beard.color, beard.density);
  return chin + filled(mustache, beard.color, beard.density);
}

/**
 * The right half of the beard below the mouth: along the jaw upwards, then along its rim in the face back to the
 * middle.
 */
function chinBeard({ head, mouth, nose, eyes }: Person, { kind }: Beard): Point[] {
  const below: Point[] = [
    [mouth.width * 0.55, mouth.y + mouth.lips * 1.6 + 2.5],
    [0, mouth.y + mouth.lips * 1.5 + 4],
  ];
  if (kind === "goatee") {
    return [
      [0, head.chin + 4],
      [head.chinWidth - 1, head.chin - 2],
      [mouth.width + 2, mouth.y - 1],
      [mouth.width - 3, mouth.y + 1],
      ...below,
    ];
  }
  // A beard stands out from the chin, stubble does not.
  const out = kind === "full" ? 2 : -0.8;
  return [
    [0, head.chin + out * 2],
    [head.chinWidth + out, head.chin - 2],
    [head.jaw + out, mouth.y + 7],
    [head.cheeks + out, nose.base + 2],
    [head.width - 2, eyes.y + 10],
    [head.cheeks - 7, nose.base],
    [mouth.width + 8, mouth.y - 6],
    [mouth.width + 2, mouth.y + 2],
    ...below,
  ];
}
