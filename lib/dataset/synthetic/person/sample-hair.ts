import type { Random } from "../../../random-stream";
import { blend, mix } from "../color";
import { clamp, type Looks } from "./looks";
import { grayHair, hairDyes, hairs, redHair } from "./palettes";
import type { Beard, Hair } from "./person";

/**
 * Samples the hair of a person's head and face.
 *
 * @param skin - 0 fair to 1 dark
 */
export function sampleHair(looks: Looks, skin: number, random: Random): { hair: Hair; beard: Beard | undefined } {
  const { age, growth, male } = looks;
  const natural = random.chance(0.06) ? redHair : blend(hairs, clamp(skin * 0.9 + random.normal(0.2, 0.22)));
  const graying = clamp((age - random.normal(44, 8)) / 26);
  const dyed = !male && age > 16 && random.chance(0.26);
  // Men in whose family it runs begin to lose their hair somewhere between 20 and 60.
  const receding = male && random.chance(0.62) ? clamp((age - random.normal(36, 11)) / random.uniform(14, 40)) : 0;
  const long = random.chance(longHairedShare(looks)) && receding < 0.3;
  const bun = long && random.chance(0.18);
  const density = clamp(random.normal(0.25 + age * 0.3, 0.15), 0.1);
  const hair: Hair = {
    color: dyed ? mix(random.pick(hairDyes), grayHair, graying * 0.25) : mix(natural, grayHair, graying),
    volume: (random.uniform(3, 8) + (long ? 3 : 0) - receding * 2 + (male ? 0 : 2 * growth)) * density,
    length: long && !bun ? random.uniform(0.3, 1) : 0,
    curl: clamp(random.normal(0.12 + 0.6 * skin, 0.3)),
    hairline: clamp(random.normal(0.2, 0.025) + 0.07 * (1 - growth) - 0.02 * looks.aging(), 0.1, 0.32),
    receding,
    density,
    fringe: random.chance(male ? 0.2 : 0.36) && receding < 0.2 && age > 1.5 ? random.uniform(0.4, 1) : 0,
    part: random.uniform(-0.8, 0.8),
    bun,
  };
  const beardColor = mix(natural, grayHair, clamp(graying * 1.25));
  return { hair, beard: male ? sampleBeard(age, beardColor, random) : undefined };
}

function longHairedShare({ age, male }: Looks): number {
  if (male) return 0.08;
  return age < 3 ? 0.12 : 0.86 - 0.4 * clamp((age - 50) / 30);
}

function sampleBeard(age: number, color: Beard["color"], random: Random): Beard | undefined {
  if (age < 15.5 || random.chance(0.42)) return undefined;
  const kind = age < 19 ? "stubble" : random.pick(["stubble", "stubble", "mustache", "goatee", "full", "full"]);
  return { color, kind, density: kind === "stubble" ? random.uniform(0.12, 0.35) : random.uniform(0.75, 1) };
}
