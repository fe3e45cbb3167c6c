import { setImmediate } from "node:timers/promises";
import { isObject } from "../../files/json";
import { decodePhoto } from "../../images/photo/photo";
import { halfSizeDetector } from "../../model/detector/half-size-detector";
import { type PhotoPredictor, predictPhoto } from "../../model/detector/predict-photo";
import { genderColors } from "../charts/chart-style";
import { type PageMessage, widget } from "../widgets/page-widget";
import { textPicture, type Widget } from "../widgets/widget";
import { drawnTrackedFace } from "./drawn-face";
import { type TrackedFace, trackFaces } from "./tracked-faces";

/** A frame of a camera: of which place on a page, and its number there. */
interface Frame {
  camera: string;
  number: number;
  jpeg: Uint8Array;
}

/** From so many microseconds of the processor's time on, a turn of the event loop is one in which something else was done. */
const BUSY = 10_000;

/**
 * The page's camera, with a box around each face and its age and gender, averaged over the face's last second. It is asked for when
 * its button is pressed, and ends with the cell. Frames come one at a time, stay in memory, and are let pass while the kernel has
 * other work, such as a training.
 *
 * @param reader - finds and predicts the faces
 * @example
 * faceCamera(reader)
 */
export function faceCamera(reader: PhotoPredictor): Widget {
  const camera = widget({
    module: "./lib/notebook/widgets/pages/face-camera.mjs",
    state: { colors: [genderColors.female, genderColors.male] },
    picture: () => textPicture("Run this cell in JupyterLab and press Start camera: its picture appears here."),
  });
  const seeFaces = faceFollower(reader);
  let waiting: Frame | undefined;
  let isAtWork = false;
  camera.onMessage(async (message) => {
    const frame = readFrame(message);
    if (frame === undefined) return;
    const answer = ({ camera: place, number }: Frame, told: object) => camera.send({ camera: place, number, ...told });
    if (waiting !== undefined) answer(waiting, { passed: true });
    waiting = frame;
    if (isAtWork) return;
    isAtWork = true;
    while (waiting !== undefined) {
      const next: Frame = waiting;
      waiting = undefined;
      answer(next, (await hasOtherWork()) ? { passed: true } : await seeFaces(next));
    }
    isAtWork = false;
  });
  return camera;
}

/** Finds the faces of one frame after the other: what the page is to draw of each, or what went wrong. */
function faceFollower(reader: PhotoPredictor): (frame: Frame) => Promise<object> {
  const quick = { ...reader, detector: halfSizeDetector(reader.detector) };
  let followed: { camera: string; faces: readonly TrackedFace[] } = { camera: "", faces: [] };
  return async ({ camera, jpeg }) => {
    try {
      const found = await predictPhoto(quick, await decodePhoto("of the camera", jpeg));
      const before = followed.camera === camera ? followed.faces : [];
      followed = { camera, faces: trackFaces(before, found, performance.now()) };
      return { faces: followed.faces.map(drawnTrackedFace) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** Whether the kernel does something else: what it does by steps, such as a training, takes its turn in the event loop. */
async function hasOtherWork(): Promise<boolean> {
  for (let turn = 0; turn < 3; turn++) {
    const before = process.cpuUsage(); // and not the clock, which goes on while other programs run
    await setImmediate();
    const { user, system } = process.cpuUsage(before);
    if (user + system > BUSY) return true;
  }
  return false;
}

function readFrame({ content, buffers: [jpeg] }: PageMessage): Frame | undefined {
  if (!isObject(content) || jpeg === undefined) return undefined;
  const { camera, number } = content;
  return typeof camera === "string" && typeof number === "number" ? { camera, number, jpeg } : undefined;
}
