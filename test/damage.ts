import type { Random } from "../lib/random-stream";

/** Those that change little are there twice: they get past the first checks. */
const DAMAGES = ["bit", "bit", "byte", "byte", "cut", "repeat", "remove", "blank", "move"] as const;

/**
 * Damages one place, as a disk, a network or ill will could; 8 bytes are left at least.
 *
 * @param bytes - the caller's own: they are changed, or taken into the result
 */
export function damage(bytes: Buffer, random: Random): Buffer {
  const at = whole(random, 0, bytes.length);
  const length = whole(random, 1, random.chance(0.5) ? 64 : bytes.length);
  const end = Math.min(at + length, bytes.length);
  switch (random.pick(DAMAGES)) {
    case "bit":
      bytes[at] = (bytes[at] ?? 0) ^ (1 << whole(random, 0, 8));
      return bytes;
    case "byte":
      bytes[at] = whole(random, 0, 256);
      return bytes;
    case "cut":
      return bytes.subarray(0, Math.max(at, 8));
    case "repeat":
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    case "remove":
      return Buffer.concat([bytes.subarray(0, Math.max(at, 8)), bytes.subarray(end)]);
    case "blank":
      return bytes.fill(random.chance(0.5) ? 0 : 0xff, at, end);
    case "move":
      bytes.copyWithin(whole(random, 0, bytes.length), at, end);
      return bytes;
  }
}

/** A whole number of at least `from`, and below `below`. */
export function whole(random: Random, from: number, below: number): number {
  return Math.floor(random.uniform(from, below));
}
