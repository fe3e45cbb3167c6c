import type { Random } from "../../../random-stream";
import { blend, mix, white } from "../color";
import { clamp, sampleLooks } from "./looks";
import { brownEyes, eyeShadows, fabrics, glassesFrames, jewelry, lightEyes, lipsticks, skins } from "./palettes";
import type { Person } from "./person";
import { sampleHair } from "./sample-hair";

/**
 * Samples a person of an age and a gender. Traits follow from both and from chance, so that none of them alone tells.
 *
 * @param age - 0..100 years
 * @param male - the gender
 */
export function samplePerson(age: number, male: boolean, random: Random): Person {
  const looks = sampleLooks(age, male, random);
  const { growth, aging, masculine } = looks;
  // A trait that grows up with the person, with a spread of its own.
  const grown = (atBirth: number, adult: number, spread: number) =>
    random.normal(atBirth + (adult - atBirth) * growth, spread);
  const darkness = clamp(random.normal(0.35, 0.28));
  const color = mix(blend(skins, darkness), [random.uniform(150, 255), 170, 120], 0.08);
  const madeUp = !male && looks.age > 14 && random.chance(0.55);
  const { hair, beard } = sampleHair(looks, darkness, random);
  const width = grown(49, 45, 1.6) + masculine() * growth;
  const sag = aging();
  return {
    head: {
      top: grown(-58, -65, 1.5),
      chin: grown(51, 63, 2) + masculine() * 1.5 * growth + sag * 4,
      width,
      cheeks: width * (grown(1.0, 0.93, 0.02) + sag * 0.02),
      jaw: width * (grown(0.84, 0.745, 0.03) + 0.045 * masculine() * growth + sag * 0.11),
      chinWidth: width * (grown(0.36, 0.33, 0.03) + 0.05 * masculine() * growth),
      neck: grown(21, 25, 1.2) + masculine() * 3.5 * growth,
      shoulders: grown(56, 84, 4) + masculine() * 7 * growth,
    },
    skin: {
      color: mix(color, [206, 190, 176], 0.22 * aging() * (1 - darkness)),
      blush: clamp(grown(0.55, 0.18, 0.1) + (madeUp ? 0.25 : 0)),
      spots: Math.round(aging() ** 2 * random.uniform(0, 12)),
    },
    eyes: {
      y: grown(13, -2, 1.5),
      apart: width * grown(0.45, 0.44, 0.015),
      width: grown(10.2, 9.6, 0.5) - masculine() * 0.35 - aging() * 0.8,
      openness: clamp(grown(0.78, 0.56, 0.05) - masculine() * 0.035 - aging() * 0.17, 0.26, 0.9),
      tilt: random.normal(0.06, 0.06) - aging() * 0.12,
      iris: random.chance(darkness * 2) ? random.pick(brownEyes) : random.pick(lightEyes),
      lashes: clamp(0.2 - masculine() * 0.25 * growth + (madeUp ? 0.5 : 0)),
      shadow: madeUp && random.chance(0.5) ? random.pick(eyeShadows) : undefined,
    },
    brows: {
      thickness: Math.max(grown(1.3, 3.1, 0.5) + masculine() * 0.9 * growth, 0.9),
      height: grown(13, 12.5, 1) - masculine() * 1.3 * growth - aging(),
      arch: random.normal(2.6, 0.8) - masculine() * 1.1 * growth,
      color: mix(hair.color, [60, 44, 36], 0.35 * growth),
    },
    nose: {
      base: grown(26, 24, 1) + sag * 4,
      width: grown(6.2, 9, 0.7) + masculine() * 0.9 * growth + aging() * 2.2,
      bridge: grown(0.08, 0.55, 0.12) + masculine() * 0.1,
    },
    mouth: {
      y: grown(37, 41, 1) + sag * 2,
      width: grown(10.5, 17, 1.3) + masculine() * 0.8,
      lips: Math.max(grown(4, 5, 0.7) - masculine() * 0.7 * growth - aging() * 2.2 + (madeUp ? 0.4 : 0), 1.2),
      color: madeUp
        ? mix(random.pick(lipsticks), color, random.uniform(0, 0.5))
        : mix(color, [176, 70, 74], random.uniform(0.35, 0.55) - 0.12 * aging()),
      smile: random.normal(0.6, 0.35),
      open: random.chance(0.32),
    },
    ears: { height: grown(13, 14, 1) + aging() * 3.5, out: random.normal(4, 1) + masculine() * 0.5 },
    wrinkles: {
      forehead: aging(),
      eyes: aging(),
      bags: clamp(aging() * 0.9),
      folds: clamp(aging() * 1.1),
      mouth: aging(),
      neck: aging(),
    },
    hair,
    beard,
    glasses: random.chance(0.03 + 0.1 * growth + 0.32 * aging())
      ? { color: random.pick(glassesFrames), round: random.uniform(0.3, 1), width: random.uniform(1.2, 2.6) }
      : undefined,
    earrings: random.chance(male ? 0.03 : looks.age < 6 ? 0.08 : 0.4) ? random.pick(jewelry) : undefined,
    clothes: {
      color: mix(random.pick(fabrics), white, random.uniform(0, 0.25)),
      neckline: random.uniform(4, 22),
      collar: random.chance((male ? 0.45 : 0.25) * growth),
    },
    pose: {
      turn: clamp(random.normal(0, 0.35), -1, 1),
      nod: clamp(random.normal(0, 0.35), -1, 1),
      lean: random.normal(0, 3.5),
    },
  };
}
