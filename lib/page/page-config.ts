import type { Framing } from "../model/detector/framing";
import type { Calibration } from "../model/uncertainty/calibration";

/** What a page knows of itself; it stands in its code. */
export interface PageConfig {
  /** The network's name. */
  name: string;
  /** Width and height in pixels of the images that the network takes. */
  imageSize: number;
  framing: Framing;
  /** With what ages have intervals, where they have some, see `intervalsOf`. */
  intervals?: { calibration: Calibration; level: number };
  /** What the network was trained on, and what that may be used for. */
  data: { title: string; terms: string };
  /** Whether there is a model card, `model-card.html`. */
  hasCard: boolean;
  /** All that the page loads beside its code: of each file its size in bytes, and its checksum as `fetch` takes it. */
  files: Readonly<Record<string, { bytes: number; integrity: string }>>;
}
