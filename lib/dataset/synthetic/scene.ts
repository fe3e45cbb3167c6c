import type { Random } from "../../random-stream";
import { type Color, colors, mix, white } from "./color";
import type { Flaw } from "./flaws";
import { clamp } from "./person/looks";

/** Where and how a portrait is taken, whoever is in it. */
export interface Scene {
  /** The colors of the wall behind, from one side to the other. */
  background: readonly [Color, Color];
  /**
   * The light comes from an `angle` in degrees; `strength`: how much it brightens one side and darkens the other,
   * 0..1.
   */
  light: { angle: number; strength: number; color: Color };
  /** Where the middle of the head is, off the picture's middle, in units of a 200th of its size. */
  x: number;
  y: number;
  /** How large the person is. */
  zoom: number;
  camera: Camera;
}

/** What a camera makes of a scene. */
export interface Camera {
  /** The picture's width and height in pixels. */
  size: number;
  /** The standard deviation of the blur, in pixels. */
  blur: number;
  /** The standard deviation of the noise, of 255. */
  noise: number;
  /** The factor by which it is too bright. */
  exposure: number;
  /** Of the JPEG, 1..100. */
  quality: number;
  /** Whether the picture is black and white. */
  gray: boolean;
}

const walls = colors("#c4d0d6", "#96b0be", "#d6c8b0", "#788878", "#5a6070", "#dedad4", "#b0968c", "#8ca08c", "#465464");
const lights = colors("#fff4dc", "#ffffff", "#dceaff");

/**
 * Samples a scene. Flaws may show in it, as a person far away, room for a second one, or a picture out of focus; age
 * and gender do not.
 */
export function sampleScene(flaw: Flaw | undefined, random: Random): Scene {
  const wall = mix(random.pick(walls), white, random.uniform(-0.1, 0.2));
  return {
    background: [wall, mix(wall, random.pick(walls), random.uniform(0, 0.7))],
    light: { angle: random.uniform(0, 360), strength: random.uniform(0, 0.26), color: random.pick(lights) },
    x: flaw === "second-face" ? -38 : random.normal(0, 2.5),
    y: flaw === "no-face" ? 44 : random.normal(4, 2.5),
    zoom: flaw === "no-face" ? 0.4 : flaw === "second-face" ? 0.85 : clamp(random.normal(1.2, 0.04), 1.08, 1.32),
    camera: {
      size: 2 * Math.round(random.uniform(56, 80)),
      blur: flaw === "low-score" ? random.uniform(3, 4.5) : random.uniform(0.3, 1.0),
      noise: random.uniform(0, 6),
      exposure: random.normal(1, 0.08),
      quality: Math.round(random.uniform(62, 94)),
      gray: random.chance(0.05),
    },
  };
}
