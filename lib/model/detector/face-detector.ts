import type { Photo } from "../../images/photo/photo";
import { type Blazeface, type ImageShape, loadBlazeface } from "./blazeface";
import { examine } from "./close-up";
import type { DetectedFace } from "./detected-face";
import { lookAt } from "./look";
import { distinct, type Suspect } from "./suspect";

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

/**
 * How a photo is first looked at: the side of what is looked at, in shares of the photo's longer side, and the image that it
 * becomes. A face that fills its picture is found in the first look, one of a sixtieth of it in the last.
 *
 * `from` and `to` bound the longer sides of the photos, in pixels, that are looked at so: enlarged much, a photo would show no
 * more. A look finds faces of a sixteenth (256 px) or a sixty-fourth (1024 px) of what it shows and of up to more than ten times
 * that, so that the looks at a photo leave no gap between them.
 */
const LOOKS = [
  { share: 2.2, shapes: [square(128)], from: 0, to: Number.POSITIVE_INFINITY },
  { share: 1, shapes: [square(256)], from: 128, to: 256 },
  { share: 1, shapes: [...strips(512), square(512)], from: 256, to: 768 },
  { share: 1, shapes: [square(256)], from: 768, to: Number.POSITIVE_INFINITY },
  { share: 1, shapes: [...strips(1024), square(1024)], from: 768, to: Number.POSITIVE_INFINITY },
];

function square(size: number): ImageShape {
  return { size, width: size, height: size };
}

/** What is enough for photos of 4 : 3 and longer ones, lying and standing. */
function strips(size: number): ImageShape[] {
  return [
    { size, width: size, height: 0.75 * size },
    { size, width: 0.75 * size, height: size },
  ];
}

/** The first of the shapes that holds all of a photo. */
function holding(shapes: readonly ImageShape[], photo: Photo): ImageShape | undefined {
  const longer = Math.max(photo.width, photo.height);
  return shapes.find(
    ({ size, width, height }) => width * longer >= size * photo.width && height * longer >= size * photo.height,
  );
}

/** The lowest score for a face to be examined. */
const SUSPECTED = 0.5;
/**
 * Up to this side in pixels, a photo that a sure face fills to more than half is not looked at once more: it is the picture of a
 * face.
 */
const PORTRAIT = { side: 256, share: 0.5, score: 0.75 };

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
export async function loadFaceDetector(folder: string): Promise<FaceDetector> {
  const blazeface = await loadBlazeface(folder);
  return {
    async detect(photos) {
      const suspects = distinct(await firstLooks(blazeface, photos));
      const faces = distinct(await examine(blazeface, photos, suspects));
      const byPhoto = photos.map((): DetectedFace[] => []);
      for (const { row, face } of faces) byPhoto[row]?.push(face);
      return byPhoto.map((faces) => faces.sort((one, other) => one.center.x - other.center.x));
    },
    dispose: () => blazeface.dispose(),
  };
}

async function firstLooks(blazeface: Blazeface, photos: readonly Photo[]): Promise<(Suspect & { side: number })[]> {
  const found: (Suspect & { side: number })[] = [];
  const portraits = new Set<number>();
  for (const { share, shapes, from, to } of LOOKS) {
    for (const shape of shapes) {
      const looks = photos.flatMap((photo, row) => {
        const { width, height } = photo;
        const longer = Math.max(width, height);
        if (longer <= from || longer > to || portraits.has(row) || holding(shapes, photo) !== shape) return [];
        return [{ row, view: { center: { x: width / 2, y: height / 2 }, side: share * longer, angle: 0 } }];
      });
      const seen = await lookAt(blazeface, photos, looks, shape, SUSPECTED);
      for (const [index, { row, view }] of looks.entries()) {
        const longer = view.side / share;
        for (const face of seen[index] ?? []) {
          found.push({ row, face, side: view.side });
          const isLarge = face.size > PORTRAIT.share * longer && face.score > PORTRAIT.score;
          if (isLarge && longer <= PORTRAIT.side) portraits.add(row);
        }
      }
    }
  }
  return found;
}
