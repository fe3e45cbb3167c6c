import type { Color } from "../color";

/**
 * Everything about a person that a drawing shows, and nothing else: neither age nor gender.
 *
 * Lengths are in the drawing's units. (0, 0) is the middle of the head, which is about 130 units high; y grows
 * downwards. Widths are measured from the middle, to one side.
 */
export interface Person {
  head: {
    /** Where it begins and ends. */
    top: number;
    chin: number;
    width: number;
    cheeks: number;
    jaw: number;
    chinWidth: number;
    neck: number;
    shoulders: number;
  };
  /** `blush`: how red the cheeks are, 0..1; `spots`: how many there are. */
  skin: { color: Color; blush: number; spots: number };
  eyes: {
    y: number;
    apart: number;
    width: number;
    /** Height as a share of the width. */
    openness: number;
    /** How far the outer corner lies above the inner one, as a share of their distance. */
    tilt: number;
    iris: Color;
    /** How dark lashes are, 0..1. */
    lashes: number;
    shadow: Color | undefined;
  };
  /** `height`: above the eyes. */
  brows: { thickness: number; height: number; arch: number; color: Color };
  /** `base`: where the nose ends; `bridge`: how strongly its side is shaded, 0..1. */
  nose: { base: number; width: number; bridge: number };
  /** `lips`: their height; `smile`: 0 none, negative where the corners hang. */
  mouth: { y: number; width: number; lips: number; color: Color; smile: number; open: boolean };
  /** `out`: how far they stand out. */
  ears: { height: number; out: number };
  /** How deep the lines are, 0..1. */
  wrinkles: { forehead: number; eyes: number; bags: number; folds: number; mouth: number; neck: number };
  hair: Hair;
  beard: Beard | undefined;
  /** `round`: 0 square to 1 round; `width`: of the frame. */
  glasses: { color: Color; round: number; width: number } | undefined;
  earrings: Color | undefined;
  /** `neckline`: how deep it is. */
  clothes: { color: Color; neckline: number; collar: boolean };
  /** Where the head looks, to the side and down, -1..1, and the degrees by which it leans to a shoulder. */
  pose: { turn: number; nod: number; lean: number };
}

/** The hair of the head. */
export interface Hair {
  color: Color;
  /** How far it stands out from the skull. */
  volume: number;
  /** 0: ends at the ears; 1: falls below the shoulders. */
  length: number;
  /** 0 straight to 1 curly. */
  curl: number;
  /** Where the hairline is, as a share of the head's height from its top. */
  hairline: number;
  /** 0 not at all to 1: bald but for the sides. */
  receding: number;
  /** How much shows, 0..1: the hair of babies is thin. */
  density: number;
  /** How far a fringe falls over the forehead, 0..1. */
  fringe: number;
  /** Where it parts: -1 left to 1 right. */
  part: number;
  bun: boolean;
}

/** The hair of the face; `density`: how much shows, 0..1. */
export interface Beard {
  color: Color;
  kind: "stubble" | "mustache" | "goatee" | "full";
  density: number;
}
