import { type PredictedFace, predictPhotoGradually } from "../../model/detector/predict-photo";
import { type DrawnFace, drawnFace } from "../../notebook/photos/drawn-face";
import { faceLabel } from "../../notebook/photos/face-label";
import { advice } from "./advice";
import type { Backend } from "./backend";
import { drawFrames } from "./face-frames";
import { facesInWords } from "./faces-in-words";
import { pageElement } from "./page-element";
import { photoOf } from "./photo-of";
import type { LoadedReader } from "./reader";

const NAMES: Readonly<Record<Backend, string>> = { webgpu: "WebGPU", webgl: "WebGL", wasm: "WebAssembly" };

/**
 * Shows photos one below the other, the newest first, and reads one after the other.
 *
 * @param loaded - what reads them; they wait for it
 * @returns what shows some more
 */
export function photoList(loaded: Promise<LoadedReader>): (files: readonly File[]) => void {
  const list = pageElement("photos", HTMLElement);
  let last = Promise.resolve();
  return (files) => {
    const shown = files.map((file) => new ShownPhoto(file));
    list.prepend(...shown.map(({ figure }) => figure));
    for (const photo of shown) last = last.then(() => photo.read(loaded));
  };
}

/** A photo on the page, with a frame around each face, and the same in words below. */
class ShownPhoto {
  readonly figure = document.createElement("figure");
  readonly #file: File;
  readonly #picture = document.createElement("div");
  readonly #image = new Image();
  readonly #overlay = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  readonly #words = document.createElement("p");
  readonly #detail = document.createElement("p");
  /** The photo's, in the pixels that its faces are given in. */
  #width = 1;
  #faces: DrawnFace[] = [];

  constructor(file: File) {
    this.#file = file;
    this.#picture.className = "picture";
    this.#words.className = "words";
    this.#detail.className = "detail";
    this.#image.alt = `The photo ${file.name}`;
    this.#image.src = URL.createObjectURL(file);
    this.#image.addEventListener("error", () => this.#refuse());
    this.#overlay.setAttribute("role", "img");
    this.#overlay.setAttribute("aria-label", "No face so far");
    this.#words.textContent = "It waits for its turn.";
    const caption = document.createElement("figcaption");
    caption.append(this.#words, this.#detail);
    this.#picture.append(this.#image, this.#overlay);
    this.figure.append(this.#picture, caption);
    this.figure.ariaBusy = "true"; // what is known meanwhile is not read out
    new ResizeObserver(() => this.#faces.length > 0 && this.#draw()).observe(this.#picture);
  }

  /** Finds its faces, and shows them or what went wrong. */
  async read(loaded: Promise<LoadedReader>): Promise<void> {
    try {
      const { reader, backend } = await loaded;
      this.#words.textContent = "Looking for faces …";
      const begun = performance.now();
      const bitmap = await createImageBitmap(this.#file).catch(() => undefined);
      if (bitmap === undefined) return this.#refuse();
      const photo = photoOf(bitmap);
      bitmap.close();
      this.#width = photo.width;
      const elapsed = () => Math.round(performance.now() - begun);
      let first: number | undefined;
      for await (const { faces, areAll } of predictPhotoGradually(reader, photo)) {
        this.#show(faces, areAll);
        if (areAll) break;
        await drawing();
        if (faces.length > 0) first ??= elapsed();
      }
      const times = first === undefined ? `${elapsed()} ms` : `first answer ${first} ms, all ${elapsed()} ms`;
      this.#detail.textContent = `${this.#file.name}: ${times} with ${NAMES[backend]}`;
    } catch (error) {
      this.#words.textContent = advice(error);
    } finally {
      this.figure.ariaBusy = "false";
    }
  }

  /** @param areAll - or more are looked for */
  #show(faces: readonly PredictedFace[], areAll: boolean): void {
    this.#words.replaceChildren(...facesInWords(faces, areAll));
    this.#faces = faces.map((face) => drawnFace(face, face.prediction.gender, faceLabel(face)));
    this.#draw();
  }

  #draw(): void {
    drawFrames(this.#overlay, this.#width, this.#faces);
  }

  #refuse(): void {
    this.#picture.remove();
    this.#words.textContent = `${this.#file.name} is no picture that this browser can read: choose a JPEG, PNG or WebP file.`;
  }
}

/** Waits until the browser has drawn what has changed, or is not about to, as nobody looks. */
function drawing(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, 100);
  });
}
