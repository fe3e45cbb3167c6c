import sharp from "sharp";
import { binding } from "../../engine/binding";
import type { StoreFingerprint } from "./store-fingerprint";

/** To be raised when the same pictures come out as other images than before, or as other files. */
const FORMAT = 4;

/** How the faces of a store were chosen from all records, such as `{ seed: 42, minimumScore: 1 }`. */
export type Selection = Readonly<Record<string, string | number | boolean>>;

/** What a store is made from. Of the same come the same bytes. */
export interface StoreSource {
  format: number;
  versions: { sharp: string; tensorflow: string };
  options: { imageSize: number; faceMargin: number | null };
  /** To be read by people: the faces that were chosen are in the fingerprint. */
  selection: Selection;
  fingerprint: StoreFingerprint;
}

/** What a store is made from by this version of the project and of its libraries. */
export function storeSource(
  options: StoreSource["options"],
  selection: Selection,
  fingerprint: StoreFingerprint,
): StoreSource {
  const tensorflow: string = binding.TF_Version;
  return { format: FORMAT, versions: { sharp: sharp.versions.sharp, tensorflow }, options, selection, fingerprint };
}

/** Whether what a file says a store was made from is this very thing. How the faces were chosen does not matter. */
export function isSameSource(before: unknown, now: StoreSource): boolean {
  return differences(before, { ...now, selection: {} }).length === 0;
}

/**
 * What changed, in words: "image size 64 (was 32)".
 *
 * @param before - what a file says; it is not trusted to be a `StoreSource`
 */
export function describeChange(before: unknown, now: StoreSource): string {
  const { format, versions, options, selection, fingerprint } = now;
  if (fieldOf(before, "format") !== format) return "what is there is of another version of this project";
  const told = differences(before, { options, selection, versions }).map(
    ({ name, was, is }) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${is} (was ${was})`,
  );
  if (told.length > 0) return told.join(", ");
  if (differences(before, { fingerprint: { metadata: fingerprint.metadata } }).length > 0) return "other faces";
  return differences(before, { fingerprint }).length > 0 ? "the pictures changed" : "what was there is damaged";
}

/** The values in `now`, at any depth, that `before` does not have at the same place. */
function differences(before: unknown, now: object): { name: string; was: unknown; is: unknown }[] {
  return Object.entries(now).flatMap(([name, is]) => {
    const was = fieldOf(before, name);
    if (typeof is === "object" && is !== null) return differences(was, is);
    return was === is ? [] : [{ name, was: was ?? "none", is: is ?? "none" }];
  });
}

/** A field of what was read from a file; nothing if there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
