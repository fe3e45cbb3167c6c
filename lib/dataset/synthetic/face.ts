import { randomStream } from "../../random-stream";
import { faceSvg } from "./drawing/face-svg";
import type { Flaw } from "./flaws";
import { samplePerson } from "./person/sample-person";
import { photograph } from "./photograph";
import { type SyntheticRecord, sampleAge, sampleRecord } from "./record";
import { sampleScene } from "./scene";

/** A face of the data set. */
export interface Face {
  record: SyntheticRecord;
  /** The bytes of its file; undefined where the file is missing. */
  picture: Uint8Array | undefined;
}

/**
 * Creates one face of the synthetic data set. The same arguments give the same face, byte for byte on one machine.
 *
 * @param index - the face's number in the data set, from 0
 * @param flaw - what is wrong with it, if anything
 * @param seed - a whole number
 *
 * @example
 * const { record, picture } = await createFace(0, undefined, 7);
 */
export async function createFace(index: number, flaw: Flaw | undefined, seed: number): Promise<Face> {
  const random = randomStream(seed, index);
  const age = sampleAge(random);
  const male = random.chance(0.53);
  const person = samplePerson(age, male, random);
  const scene = sampleScene(flaw, random);
  const record = sampleRecord({ index, age, male, pictureSize: scene.camera.size, flaw }, random);
  const companion = flaw === "second-face" ? samplePerson(sampleAge(random), random.chance(0.5), random) : undefined;
  const jpeg = await photograph(faceSvg(person, scene, companion), scene.camera, random);
  return { record, picture: spoil(jpeg, flaw) };
}

function spoil(jpeg: Uint8Array, flaw: Flaw | undefined): Uint8Array | undefined {
  switch (flaw) {
    case "missing":
      return undefined;
    case "empty":
      return new Uint8Array(0);
    case "not-a-jpeg":
      return Buffer.from("<html>404</html>");
    case "truncated":
      return jpeg.subarray(0, Math.floor(jpeg.length * 0.4));
    default:
      return jpeg;
  }
}
