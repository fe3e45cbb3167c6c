/** Damaged .mat files, made of sound ones: what a disk, a network or ill will could make of them. */
import { deflateSync } from "node:zlib";
import type { Random } from "../../../lib/random-stream";
import { damage, whole } from "../../damage";
import { compressed, file } from "./mat-bytes";

/** Sizes and types that are at the edge of something. */
const ODD_NUMBERS = [
  0, 1, 2, 4, 5, 7, 8, 14, 15, 16, 17, 255, 65_535, 65_536, 262_145, 16_777_216, 2_147_483_647, 2_147_483_648,
  4_294_967_295,
] as const;

/**
 * A .mat file with one variable that is damaged in one to three places: in the file, plain or compressed, or in the
 * variable before it is compressed.
 *
 * @param variable - a sound variable's bytes; they stay as they are
 */
export function mutateMat(variable: Buffer, random: Random): Buffer {
  const way = random.pick(["plain", "packed", "before packing", "before packing", "before packing"]);
  if (way === "plain") return mutate(file(variable), random);
  if (way === "packed") return mutate(file(compressed(variable, deflateSync(variable, { level: 1 }))), random);
  const part = mutate(variable, random);
  const damaged = Buffer.concat([part, Buffer.alloc(-part.length & 7)]);
  // Often with the right size in its tag: else all that became shorter or longer would be refused for that alone.
  if (random.chance(0.9)) damaged.writeUInt32LE(damaged.length - 8, 4);
  return file(compressed(damaged, deflateSync(damaged, { level: 1 })));
}

function mutate(sound: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(sound);
  for (let places = whole(random, 1, 4); places > 0; places--) bytes = damageMat(bytes, random);
  return bytes;
}

/** Damages one place: any, or the type or the size in a tag. */
function damageMat(bytes: Buffer, random: Random): Buffer {
  const tag = 8 * whole(random, 0, Math.floor(bytes.length / 8));
  switch (random.pick(["type", "size", "any", "any", "any", "any"])) {
    case "type":
      bytes.writeUInt32LE(whole(random, 0, 20), tag);
      return bytes;
    case "size":
      bytes.writeUInt32LE(random.pick(ODD_NUMBERS), tag + 4);
      return bytes;
    default:
      return damage(bytes, random);
  }
}
