import type { Photo } from "../../images/photo/photo";
import { loadBlazeface } from "./blazeface";
import { examine } from "./close-up";
import { type DetectedFace, fromLeftToRight } from "./detected-face";
import { CLOSER_LOOKS, LARGE_PHOTO, LOOKS, type SeenSuspect, takeLooks } from "./first-looks";
import { distinct, isAmong, type Suspect } from "./suspect";

/** What finds faces in photos. */
export interface FaceDetector {
  /**
   * Looks for faces in photos: in many at a time sooner than in one after the other. No tensor is left behind.
   *
   * @returns the faces of each photo, from left to right
   */
  detect(photos: readonly Photo[]): Promise<DetectedFace[][]>;
  /** Frees what it holds. */
  dispose(): void;
}

/** What finds large faces first. */
export interface GradualFaceDetector extends FaceDetector {
  /**
   * Finds the same as `detect`: in photos of more than 768 px a side, faces of a sixteenth of that and more before small ones, which
   * take several times as long.
   *
   * @returns the faces of each photo that were not known before
   */
  detectGradually(photos: readonly Photo[]): AsyncGenerator<{ found: DetectedFace[][]; isLast: boolean }>;
}

/**
 * Loads what finds faces, with BlazeFace. A photo is looked at as a whole in some sizes; what may be a face is then examined
 * from close up. Faces are found that are upright or tilted by up to about 40 degrees.
 *
 * @param folder - as `humanModels` returns it
 * @returns the detector, owned by the caller, who disposes it
 * @throws when the folder's files cannot be read
 * @example
 * const detector = await loadFaceDetector(await humanModels({ say: console.log }));
 * const [faces] = await detector.detect([await decodePhoto("holidays.jpg")]);
 */
export async function loadFaceDetector(folder: string): Promise<GradualFaceDetector> {
  const blazeface = await loadBlazeface(folder);

  async function* detectGradually(photos: readonly Photo[]) {
    const rounds = photos.some(({ width, height }) => Math.max(width, height) > LARGE_PHOTO)
      ? [LOOKS, CLOSER_LOOKS]
      : [LOOKS];
    let suspects: SeenSuspect[] = [];
    const known: Suspect[] = [];
    for (const looks of rounds) {
      const examined = new Set(suspects);
      suspects = distinct([...suspects, ...(await takeLooks(blazeface, photos, looks))]);
      const more = suspects.filter((suspect) => !examined.has(suspect) && !isAmong(known, suspect));
      const found = distinct(await examine(blazeface, photos, more)).filter((face) => !isAmong(known, face));
      known.push(...found);
      const ofPhoto = (row: number) => found.filter((one) => one.row === row).map(({ face }) => face);
      yield { found: photos.map((_, row) => fromLeftToRight(ofPhoto(row))), isLast: looks === rounds.at(-1) };
    }
  }

  return {
    detectGradually,
    async detect(photos) {
      const all = photos.map((): DetectedFace[] => []);
      for await (const { found } of detectGradually(photos)) {
        for (const [row, faces] of found.entries()) all[row]?.push(...faces);
      }
      return all.map(fromLeftToRight);
    },
    dispose: () => blazeface.dispose(),
  };
}
