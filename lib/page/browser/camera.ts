import { halfSizeDetector } from "../../model/detector/half-size-detector";
import { predictPhoto } from "../../model/detector/predict-photo";
import { drawnTrackedFace } from "../../notebook/photos/drawn-face";
import { type TrackedFace, trackFaces } from "../../notebook/photos/tracked-faces";
import { closeCamera, openCamera } from "../../notebook/widgets/pages/face-camera.mjs";
import { advice } from "./advice";
import { drawFrames } from "./face-frames";
import { pageElement } from "./page-element";
import { photoOf } from "./photo-of";
import type { LoadedReader } from "./reader";

/**
 * Has the page's button start and stop the camera, which is shown with a frame around each face.
 *
 * @param say - is told why there is no camera, or nothing any more
 */
export function offerCamera(loaded: Promise<LoadedReader>, say: (text: string) => void): void {
  const [button, place] = [pageElement("camera-button", HTMLButtonElement), pageElement("camera", HTMLElement)];
  const video = pageElement("video", HTMLVideoElement);
  const [overlay, pace] = [pageElement("camera-faces", SVGElement), pageElement("pace", HTMLElement)];
  let stream: MediaStream | undefined;
  let isAsking = false;

  const stop = (reason = "") => {
    if (stream) closeCamera(stream);
    stream = undefined;
    video.srcObject = null;
    overlay.replaceChildren();
    place.hidden = true;
    button.textContent = "Start camera";
    say(reason);
  };
  const start = async () => {
    isAsking = true;
    say("The browser asks whether it may.");
    const opened = await openCamera("Ask whoever made this page for its https address.");
    isAsking = false;
    if (typeof opened === "string") return stop(opened);
    stream = opened;
    opened.getVideoTracks()[0]?.addEventListener("ended", () => stop("The camera was taken away."));
    video.srcObject = opened;
    place.hidden = false;
    button.textContent = "Stop camera";
    say("");
    await video.play();
    await follow(opened);
  };
  /** Until it is stopped, the faces of one frame after the other. */
  const follow = async (opened: MediaStream) => {
    pace.textContent = "It waits for the network.";
    const { reader } = await loaded;
    const quick = { ...reader, detector: halfSizeDetector(reader.detector) };
    let tracked: readonly TrackedFace[] = [];
    for (let before = performance.now(); ; ) {
      await new Promise(requestAnimationFrame); // of a page that nobody sees there is none
      if (stream !== opened) return;
      const found = await predictPhoto(quick, photoOf(video));
      if (stream !== opened) return;
      const now = performance.now();
      tracked = trackFaces(tracked, found, now);
      drawFrames(overlay, video.videoWidth, tracked.map(drawnTrackedFace));
      pace.textContent = `${Math.round(now - before)} ms a frame`;
      before = now;
    }
  };
  button.addEventListener("click", () => {
    if (stream) stop();
    else if (!isAsking) start().catch((error) => stream && stop(advice(error))); // stopped meanwhile, nothing is wrong
  });
}
