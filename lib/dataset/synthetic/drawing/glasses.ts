import { rgb } from "../color";
import type { Person } from "../person/person";
import { bothSides, curve, line, spanning } from "./shapes";

/** The glasses of those who wear some. */
export function drawGlasses({ glasses, eyes, head, pose }: Person): string {
  if (!glasses) return "";
  const { color, width } = glasses;
  const across = Math.min(eyes.apart - 3, eyes.width + 6);
  const down = across * (0.62 + 0.3 * glasses.round);
  const corner = Math.min(across * (0.35 + 0.6 * glasses.round), down);
  const y = eyes.y + 2;
  const bridge = line(
    curve(
      spanning([
        [0, y - 5],
        [eyes.apart - across, y - 2],
      ]),
    ),
    color,
    width,
  );
  return (
    bridge +
    bothSides((side) => {
      const hinge = side * (eyes.apart + across);
      // The head's sides stay where they are when the face turns.
      const ear = side * (head.width - 1) - pose.turn * 5;
      return (
        `<rect x="${side * eyes.apart - across}" y="${y - down}" width="${2 * across}" height="${2 * down}" rx="${corner}" fill="white" fill-opacity="0.14" stroke="${rgb(color)}" stroke-width="${width}"/>` +
        line(`M${hinge},${y - 2}L${ear},${y - 4}`, color, width)
      );
    })
  );
}
