import { tf } from "../../engine/tensorflow";
import type { Photo } from "../../images/photo/photo";
import { viewImage } from "../../images/photo/photo-view";
import { type Blazeface, loadBlazeface } from "./blazeface";
import { examine } from "./close-up";
import { type DetectedFace, faceInPhoto } from "./detected-face";

/** What finds faces in photos. */
export interface FaceDetector {
  /** @returns the faces, from left to right; no tensor is left behind */
  detect(photo: Photo): Promise<DetectedFace[]>;
  /** Frees what it holds. */
  dispose(): void;
}

/**
 * How a photo is first looked at: the side of what is looked at, in shares of the photo's longer side, and the side of the
 * image that it becomes. A face that fills its picture is found in the first look, one of a sixtieth of it in the last.
 */
const LOOKS = [
  { share: 2.2, size: 256 },
  { share: 1, size: 256 },
  { share: 1, size: 512 },
  { share: 1, size: 1024 },
];
/** The lowest score for a face to be examined. */
const SUSPECTED = 0.25;
/** Of two squares that share more of their union than this, the surer one is the face. */
const SAME = 0.3;

/**
 * Loads what finds faces, with BlazeFace. A photo is looked at as a whole in some sizes; what may be a face is then examined
 * from close up. Faces are found that are upright or tilted by up to about 40 degrees.
 *
 * @param folder - as `humanModels` returns it
 * @returns the detector, owned by the caller, who disposes it
 * @throws when the folder's files cannot be read
 * @example
 * const detector = await loadFaceDetector(await humanModels({ say: console.log }));
 * const faces = await detector.detect(await decodePhoto("holidays.jpg"));
 */
export async function loadFaceDetector(folder: string): Promise<FaceDetector> {
  const blazeface = await loadBlazeface(folder);
  return {
    async detect(photo) {
      const faces: DetectedFace[] = [];
      for (const suspect of distinct(await suspects(blazeface, photo))) {
        const face = await examine(blazeface, photo, suspect);
        if (face) faces.push(face);
      }
      return distinct(faces).sort((one, other) => one.center.x - other.center.x);
    },
    dispose: () => blazeface.dispose(),
  };
}

async function suspects(blazeface: Blazeface, photo: Photo): Promise<DetectedFace[]> {
  const center = { x: photo.width / 2, y: photo.height / 2 };
  const longer = Math.max(photo.width, photo.height);
  const found: DetectedFace[] = [];
  for (const { share, size } of LOOKS) {
    if (share === 1 && longer <= size / 2) continue; // enlarged, it would show no more
    const view = { center, side: share * longer, angle: 0 };
    const sightings = blazeface.look(await viewImage(photo, view, size), size, SUSPECTED);
    found.push(...sightings.map((sighting) => faceInPhoto(sighting, view)));
  }
  return found;
}

/** Of faces that overlap, the surest (non-maximum suppression). */
function distinct(faces: readonly DetectedFace[]): DetectedFace[] {
  if (faces.length === 0) return [];
  const kept = tf.tidy(() => {
    const corners = faces.map(({ center: { x, y }, size }) => [y - size / 2, x - size / 2, y + size / 2, x + size / 2]);
    const scores = faces.map(({ score }) => score);
    return tf.image.nonMaxSuppression(tf.tensor2d(corners), tf.tensor1d(scores), faces.length, SAME);
  });
  const places = Array.from(kept.dataSync());
  kept.dispose();
  return places.flatMap((place) => faces[place] ?? []);
}
