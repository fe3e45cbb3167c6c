import { mix } from "../color";
import type { Person } from "../person/person";
import { bothSides, clipped, ellipse, filled, line, mirrored, outline } from "./shapes";

/** The outline of the head, without ears, as an SVG path. */
export function headOutline({ head }: Person): string {
  const height = head.chin - head.top;
  return outline(
    mirrored([
      [0, head.top],
      [head.width * 0.58, head.top + height * 0.06],
      [head.width * 0.92, head.top + height * 0.23],
      [head.width, head.top + height * 0.44],
      [head.cheeks, head.top + height * 0.64],
      [head.jaw, head.top + height * 0.83],
      [head.chinWidth, head.top + height * 0.965],
      [0, head.chin],
    ]),
  );
}

/** The bare head: its skin, red cheeks, shaded eye sockets and spots. */
export function drawHead(person: Person): string {
  const { skin, eyes, pose, nose, wrinkles } = person;
  const turned = pose.turn * 5;
  const cheeks = bothSides((side) =>
    ellipse([side * eyes.apart * 1.12 + turned, nose.base + 2], 12, 9, "url(#blush)", skin.blush),
  );
  const sockets = bothSides((side) =>
    ellipse([side * eyes.apart + turned, eyes.y], eyes.width + 4, 9, "url(#socket)", 0.35 + 0.55 * wrinkles.bags),
  );
  const shape = headOutline(person);
  return (
    filled(shape, "url(#skin)") +
    clipped("head", shape, sockets + cheeks + drawSpots(person)) +
    line(shape, mix(skin.color, [90, 40, 30], 0.32), 1, 0.5)
  );
}

/** Spots on forehead and cheeks, whose places follow from other traits, which spares the person a list of them. */
function drawSpots({ head, skin, eyes }: Person): string {
  const color = mix(skin.color, [110, 70, 40], 0.5);
  return Array.from({ length: skin.spots }, (_, index) => {
    const x = head.width * 0.8 * Math.sin(index * 2.4 + skin.spots);
    const y = eyes.y + (index % 2 ? 24 : -34) + 14 * Math.cos(index * 1.7 + skin.blush * 9);
    return ellipse([x, y], 1.2 + (index % 3) * 0.5, 1 + (index % 3) * 0.4, color, 0.5);
  }).join("");
}

/** Both ears with their rings. The one that the head turns to the viewer is larger. */
export function drawEars({ head, ears, skin, eyes, pose, earrings }: Person): string {
  const shade = mix(skin.color, [120, 40, 30], 0.3);
  const y = eyes.y + 9;
  return bothSides((side) => {
    const x = side * (head.width - 1) - pose.turn * 4;
    const out = ears.out * (1 - side * pose.turn * 0.5);
    return (
      ellipse([x + side * out * 0.4, y], 3.5 + out, ears.height, mix(skin.color, shade, 0.3)) +
      ellipse([x + side * out * 0.6, y], out * 0.75, ears.height * 0.6, shade, 0.55) +
      (earrings ? ellipse([x + side * out * 0.7, y + ears.height + 2.5], 2.6, 2.9, earrings) : "")
    );
  });
}
