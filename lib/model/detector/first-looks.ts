import type { Photo } from "../../images/photo/photo";
import type { Blazeface, ImageShape } from "./blazeface";
import { lookAt } from "./look";
import type { Suspect } from "./suspect";

/** What may be a face, and the side of the view in which it was seen, in the photo's pixels. */
export interface SeenSuspect extends Suspect {
  side: number;
}

/** How photos are looked at as a whole. */
export interface PhotoLook {
  /** The side of what is looked at, in shares of the photo's longer side. */
  share: number;
  /** The images that it may become: the first that holds all of the photo. */
  shapes: readonly ImageShape[];
  /** Photos are looked at so whose longer side has more pixels than this: enlarged much, a photo would show no more. */
  from: number;
  /** And so many at most. */
  to: number;
}

/** A photo whose longer side has more pixels is looked at once more for small faces, which takes longer than all that is before. */
export const LARGE_PHOTO = 768;

/**
 * How a photo is first looked at. A face that fills its picture is found in the first look, one of a sixtieth of it in the closer
 * look. A look finds faces of a sixteenth (256 px) or a sixty-fourth (1024 px) of what it shows and of up to more than ten times that,
 * so that the looks at a photo leave no gap between them.
 */
export const LOOKS: readonly PhotoLook[] = [
  { share: 2.2, shapes: [square(128)], from: 0, to: Number.POSITIVE_INFINITY },
  { share: 1, shapes: [square(256)], from: 128, to: 256 },
  { share: 1, shapes: [...strips(512), square(512)], from: 256, to: LARGE_PHOTO },
  { share: 1, shapes: [square(256)], from: LARGE_PHOTO, to: Number.POSITIVE_INFINITY },
];
/** How it is then looked at for small faces. */
export const CLOSER_LOOKS: readonly PhotoLook[] = [
  { share: 1, shapes: [...strips(1024), square(1024)], from: LARGE_PHOTO, to: Number.POSITIVE_INFINITY },
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
 * Looks at photos as a whole.
 *
 * @param looks - `LOOKS`, or then `CLOSER_LOOKS`
 * @returns what may be a face, perhaps several times
 */
export async function takeLooks(
  blazeface: Blazeface,
  photos: readonly Photo[],
  looks: readonly PhotoLook[],
): Promise<SeenSuspect[]> {
  const found: SeenSuspect[] = [];
  const portraits = new Set<number>();
  for (const { share, shapes, from, to } of looks) {
    for (const shape of shapes) {
      const taken = photos.flatMap((photo, row) => {
        const { width, height } = photo;
        const longer = Math.max(width, height);
        if (longer <= from || longer > to || portraits.has(row) || holding(shapes, photo) !== shape) return [];
        return [{ row, view: { center: { x: width / 2, y: height / 2 }, side: share * longer, angle: 0 } }];
      });
      const seen = await lookAt(blazeface, photos, taken, shape, SUSPECTED);
      for (const [index, { row, view }] of taken.entries()) {
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
