import { tf } from "../../../lib/engine/tensorflow";
import { predictPhoto } from "../../../lib/model/detector/predict-photo";
import { type Backend, chooseBackend } from "../../../lib/page/browser/backend";
import { loadPageReader } from "../../../lib/page/browser/page-reader";
import { photoOf } from "../../../lib/page/browser/photo-of";

/** What a test asks a page of, in the page: how old the faces of a picture are, and of which gender; and how many tensors that left behind. */
async function answersOf(backend: Backend, names: readonly string[]) {
  await chooseBackend(backend);
  const reader = await loadPageReader();
  const tensors = tf.memory().numTensors;
  const answers: { age: number; gender: number }[][] = [];
  for (const name of names) {
    const picture = await createImageBitmap(await (await fetch(name)).blob());
    const faces = await predictPhoto(reader, photoOf(picture));
    answers.push(faces.map(({ prediction: { expectedAge, gender } }) => ({ age: expectedAge, gender })));
  }
  return { answers, tensorsLeft: tf.memory().numTensors - tensors };
}

Object.assign(globalThis, { answersOf });
