import { halved } from "../../images/photo/halved-photo";
import type { Point } from "../../images/photo/photo-view";
import type { DetectedFace } from "./detected-face";
import type { FaceDetector } from "./face-detector";

/** Looks for faces in photos of half the size, in a third of the time: for those who sit before a camera that is enough. */
export function halfSizeDetector(detector: FaceDetector): FaceDetector {
  const doubled = ({ x, y }: Point) => ({ x: 2 * x, y: 2 * y });
  const inWhole = (face: DetectedFace): DetectedFace => {
    const [one, other, mouth] = face.landmarks;
    const landmarks = [doubled(one), doubled(other), doubled(mouth)] as const;
    return { ...face, center: doubled(face.center), size: 2 * face.size, landmarks };
  };
  return {
    ...detector,
    async detect(photos) {
      const found = await detector.detect(photos.map(halved));
      return found.map((faces) => faces.map(inWhole));
    },
  };
}
