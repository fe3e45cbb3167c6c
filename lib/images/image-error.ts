/** Why a picture cannot be used, in the words of `rejected.csv`. */
export type RejectionReason =
  | "outside the image folder"
  | "missing"
  | "unreadable"
  | "not a file"
  | "empty"
  | "not an image"
  | "cut short or damaged"
  | "too small"
  | "too large"
  | "no face box";

/** A picture that cannot be used. The message names the file; `reason` alone is for lists and for counting. */
export class ImageError extends Error {
  readonly reason: RejectionReason;

  constructor(file: string, reason: RejectionReason, details?: string) {
    super(`The picture ${file} cannot be used: ${reason}${details ? ` (${details})` : ""}.`);
    this.name = "ImageError";
    this.reason = reason;
  }
}
