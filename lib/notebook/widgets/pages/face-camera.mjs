/**
 * The page's side of `faceCamera`: shows the camera's picture, sends a frame of it when the one before has been answered, and draws
 * a box around each face.
 */

/** How wide a frame is that is sent, in pixels. */
const WIDTH = 512;
/** After so many milliseconds without an answer, it is said that the kernel is busy, and the camera is switched off. */
const [LATE, LOST] = [2000, 60_000];
/** Milliseconds between frames while the kernel does something else, or nobody looks. */
const PAUSE = 500;
const BUSY = "The kernel has other work. The camera goes on when that is done.";

/**
 * @typedef {{ x: number, y: number, size: number, degrees: number, gender: number, label: string }} Face
 * @typedef {{ camera?: string, number?: number, faces?: Face[], passed?: boolean, error?: string }} Answer
 */

/** @type {import("./page-model").PageModule<{ colors: string[] }>} */
export default {
  render({ model, el }) {
    const camera = crypto.randomUUID?.() ?? String(Math.random()); // pages that did not come by https have no randomUUID
    const button = document.createElement("button");
    button.className = "jupyter-widgets jupyter-button widget-button";
    const status = document.createElement("div");
    status.setAttribute("role", "status");
    Object.assign(status.style, { color: "var(--jp-ui-font-color1)", margin: "4px 0", maxWidth: "640px" });
    const place = document.createElement("div");
    Object.assign(place.style, { position: "relative", width: "640px", maxWidth: "100%" });
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true });
    Object.assign(video.style, { display: "block", width: "100%" });
    const boxes = svgElement("svg", { role: "img" });
    Object.assign(boxes.style, { position: "absolute", inset: "0", width: "100%", height: "100%" });
    place.append(video, boxes);
    el.append(button, status, place);
    const canvas = document.createElement("canvas");

    /** @type {MediaStream | undefined} */
    let stream;
    let number = 0;
    /** @type {number[]} When the last frames were answered, in milliseconds. */
    let answered = [];
    /** @type {ReturnType<typeof setTimeout>[]} */
    let timers = [];
    let ended = false;

    const stop = (reason = "") => {
      for (const track of stream?.getTracks() ?? []) track.stop();
      for (const timer of timers) clearTimeout(timer);
      stream = undefined;
      video.srcObject = null;
      boxes.replaceChildren();
      place.hidden = true;
      button.textContent = "Start camera";
      status.textContent = reason;
    };
    const start = async () => {
      button.disabled = true;
      status.textContent = "The browser asks whether it may.";
      const opened = await openCamera(
        "Open JupyterLab on the machine that it runs on, or lead its port here: ssh -L 8888:localhost:8888 that-machine, " +
          "and open http://localhost:8888.",
      );
      button.disabled = false;
      if (typeof opened === "string") return stop(opened);
      if (ended) return closeCamera(opened);
      stream = opened;
      stream.getVideoTracks()[0]?.addEventListener("ended", () => stop("The camera was taken away."));
      video.srcObject = stream;
      place.hidden = false;
      button.textContent = "Stop camera";
      status.textContent = "The first faces take the kernel some seconds.";
      await video.play();
      send();
    };
    const send = () => {
      if (stream === undefined) return;
      canvas.width = Math.min(WIDTH, video.videoWidth);
      canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
      canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(
        async (blob) => {
          const bytes = await blob?.arrayBuffer();
          if (stream === undefined || bytes === undefined) return;
          number++;
          model.send({ camera, number }, undefined, [bytes]);
          const busy = () => {
            status.textContent = BUSY;
          };
          timers = [
            setTimeout(busy, number === 1 ? LOST : LATE),
            setTimeout(stop, LOST, "The kernel does not answer: run the cell again."),
          ];
        },
        "image/jpeg",
        0.85,
      );
    };

    /** @param {unknown} content */
    const take = (content) => {
      /** @type {Answer} */
      const answer = Object(content);
      if (stream === undefined || answer.camera !== camera || answer.number !== number) return;
      for (const timer of timers) clearTimeout(timer);
      if (answer.error) return stop(answer.error);
      if (answer.passed) {
        status.textContent = BUSY;
        boxes.replaceChildren();
        answered = [];
        timers = [setTimeout(send, PAUSE)];
        return;
      }
      const now = performance.now();
      answered = [...answered.filter((time) => now - time <= 1000), now];
      status.textContent = `${answered.length - 1} frames a second`;
      drawFaces(boxes, canvas, answer.faces ?? [], model.get("colors"));
      timers = [setTimeout(send, document.hidden ? PAUSE : 0)];
    };

    const leave = () => stop("The kernel was ended: run the cell again.");

    button.addEventListener("click", () => (stream ? stop() : start()));
    model.on("msg:custom", take);
    model.on("comm_live_update", leave);
    stop();
    return () => {
      ended = true;
      model.off("msg:custom", take);
      model.off("comm_live_update", leave);
      stop();
    };
  },
};

/**
 * Asks for the camera.
 *
 * @param {string} howToServe - what is to be done where this page may not ask
 * @returns the camera's stream, or what is to be done where there is none
 */
export async function openCamera(howToServe) {
  if (!navigator.mediaDevices) {
    return (
      `Browsers give the camera to pages on localhost or by https only, and this one is at ${location.origin}. ` +
      howToServe
    );
  }
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 } } });
  } catch (error) {
    const { name, message } = Object(error);
    /** @type {Record<string, string>} */
    const advice = {
      NotFoundError: "There is no camera: connect one, and press the button again.",
      NotAllowedError:
        "The browser may not use the camera. Allow it in the site's settings, left of the address, and press the button again.",
      NotReadableError: "The camera cannot be read: close what else uses it, and press the button again.",
    };
    return advice[name] ?? `The camera cannot be used: ${message} (${name}).`;
  }
}

/** @param {MediaStream} stream */
export function closeCamera(stream) {
  for (const track of stream.getTracks()) track.stop();
}

/** Of letters on the colors: white can hardly be read on the lighter one. */
const LETTERS = ["#221003", "#ffffff"];

/**
 * Draws a frame around each face, turned as the face is, and its label, upright above it, or below it where above there is no room.
 *
 * @param {SVGElement} boxes - what is drawn in, over the picture
 * @param {{ width: number, height: number }} picture - in whose pixels the faces are given
 * @param {readonly Face[]} faces
 * @param {readonly string[]} colors - by gender
 */
export function drawFaces(boxes, { width, height }, faces, colors) {
  boxes.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const labels = faces.map(({ label }) => label).join(", ");
  boxes.setAttribute("aria-label", labels === "" ? "No face" : `Faces: ${labels}`);
  const frames = faces.map(({ x, y, size, degrees, gender }) => {
    const square = { x: x - size / 2, y: y - size / 2, width: size, height: size, rx: size / 20 };
    const drawn = { fill: "none", stroke: colors[gender] ?? "gray", "stroke-width": Math.max(2, size / 60) };
    return svgElement("rect", { ...square, ...drawn, transform: `rotate(${degrees} ${x} ${y})` });
  });
  boxes.replaceChildren(...frames);
  /** @type {{ left: number, top: number, wide: number, high: number }[]} */
  const taken = [];
  for (const { x, y, size, degrees, gender, label } of faces) {
    const letters = Math.min(Math.max(size / 5, 12), 18);
    const text = svgElement("text", { fill: LETTERS[gender] ?? "white" });
    text.style.font = `bold ${letters}px var(--jp-ui-font-family, sans-serif)`;
    text.textContent = label;
    boxes.append(text);
    const [wide, high] = [text.getComputedTextLength() + 0.7 * letters, 1.35 * letters];
    const turned = (degrees * Math.PI) / 180;
    const reach = (size / 2) * (Math.abs(Math.cos(turned)) + Math.abs(Math.sin(turned))) + 1;
    const left = Math.max(0, Math.min(x - wide / 2, width - wide));
    /** @param {number} top */
    const isFree = (top) =>
      top >= 0 &&
      top + high <= height &&
      taken.every(
        (other) => left >= other.left + other.wide || other.left >= left + wide || Math.abs(top - other.top) >= high,
      );
    const top = [y - reach - high, y + reach].find(isFree) ?? Math.max(0, y - reach - high);
    taken.push({ left, top, wide, high });
    const back = { x: left, y: top, width: wide, height: high, rx: 3, fill: colors[gender] ?? "gray" };
    text.before(svgElement("rect", back));
    text.setAttribute("x", String(left + 0.35 * letters));
    text.setAttribute("y", String(top + 1.03 * letters));
  }
}

/**
 * @template {"svg" | "rect" | "text"} Name
 * @param {Name} name
 * @param {Record<string, string | number>} attributes
 */
function svgElement(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}
