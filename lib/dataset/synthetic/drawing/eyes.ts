import { black, mix, white } from "../color";
import type { Person } from "../person/person";
import { bothSides, clipped, curve, ellipse, filled, line, outline, type Point } from "./shapes";

/** Both eyes with lids, lashes and make-up, and the brows over them. */
export function drawEyes(person: Person): string {
  return bothSides((side) => drawEye(person, side) + drawBrow(person, side));
}

function drawEye(person: Person, side: number): string {
  const { eyes, skin } = person;
  const wide = eyes.width;
  const high = wide * eyes.openness;
  // From the eye's middle, x outwards.
  const at = (x: number, y: number): Point => [side * (eyes.apart + x), eyes.y + y - x * eyes.tilt];
  const [inner, outer] = [at(-wide, high * 0.25), at(wide, 0)];
  const upper = [inner, at(-wide * 0.45, -high * 0.72), at(wide * 0.25, -high * 0.85), outer];
  const lower = [at(wide * 0.35, high * 0.62), at(-wide * 0.4, high * 0.68)];
  const crease = [at(-wide * 0.8, -high * 0.6 - 1.5), at(0, -high * 0.85 - 3.2), at(wide * 0.95, -high * 0.35 - 2)];
  const shadow = [...upper, at(wide * 0.6, -high * 0.5 - 6), at(-wide * 0.5, -high * 0.4 - 6)];
  const wing = [at(wide * 0.7, -high * 0.4), at(wide, -1), at(wide + 3.2, -3)];
  const lid = mix(skin.color, [80, 40, 34], 0.45);
  const lash = mix(lid, [24, 18, 20], 0.4 + 0.6 * eyes.lashes);
  const shade = line(curve(upper), black, 3.4, 0.22);
  return (
    (eyes.shadow ? filled(outline(shadow), eyes.shadow, 0.5) : "") +
    clipped(side < 0 ? "left-eye" : "right-eye", outline([...upper, ...lower]), drawEyeball(person, side) + shade) +
    line(curve(crease), lid, 1, 0.6) +
    line(curve(upper), lash, 1.2 + 1.3 * eyes.lashes) +
    line(curve([outer, ...lower, inner]), lid, 0.8, 0.7) +
    (eyes.lashes > 0.25 ? line(curve(wing), lash, 1.6, eyes.lashes) : "")
  );
}

function drawEyeball({ eyes, skin, pose }: Person, side: number): string {
  const [x, y] = [side * eyes.apart + pose.turn * 2.2, eyes.y - eyes.width * eyes.openness * 0.08 + pose.nod];
  const iris = Math.min(eyes.width * 0.5, 5.2);
  return (
    ellipse([side * eyes.apart, eyes.y], eyes.width * 1.2, eyes.width, mix(white, skin.color, 0.12)) +
    ellipse([x, y], iris, iris, mix(eyes.iris, black, 0.35)) +
    ellipse([x, y], iris * 0.82, iris * 0.82, eyes.iris) +
    ellipse([x, y], iris * 0.45, iris * 0.45, [16, 12, 14]) +
    ellipse([x - 1.6, y - 1.8], 1.3, 1.3, white, 0.9)
  );
}

function drawBrow({ eyes, brows: { thickness, arch, height, color } }: Person, side: number): string {
  const at = (x: number, up: number): Point => [side * (eyes.apart + x), eyes.y - height - up];
  const above = [at(-11, 1), at(-4, arch * 0.6 + thickness * 0.5), at(5, arch + thickness * 0.5), at(13, -1.5)];
  const below = [at(5, arch - thickness * 0.5), at(-4, arch * 0.6 - thickness * 0.6), at(-11, 1 - thickness)];
  return filled(outline([...above, ...below]), color, 0.9);
}
