import { type ColumnTable, escape as fromRow } from "arquero";
import { genderLetter } from "../../dataset/gender";
import { mimeBundle } from "../../display/display";
import { escapeHtml } from "../../display/escape-html";
import type { FaceSplit } from "../../images/face-split";
import { faceGrid } from "../faces/face-grid";
import { type FacePrediction, predictionCaption } from "../faces/prediction-caption";
import { html } from "../widgets";

const COUNT = 12;

/** Always the same few faces of a split, and what is predicted of each: the gender in red where it is wrong. */
export class FacePredictions {
  readonly widget = html("");
  readonly #split: FaceSplit;
  readonly #rows: number[];
  #drawn: Promise<void> = Promise.resolve();
  #turn = 0;

  constructor(split: FaceSplit) {
    const count = Math.min(COUNT, split.count);
    this.#split = split;
    this.#rows = Array.from({ length: count }, (_, place) => Math.floor((place * split.count) / count));
  }

  /** Draws them without predictions. */
  clear(): Promise<void> {
    const caption = ({ age, gender }: FacePrediction) => `actual ${age} ${genderLetter(gender)}`;
    return this.#draw(this.#split.faces, caption, () => false);
  }

  /** @param predictions - as `predictFaces` returns them, of all faces of the split */
  show(predictions: ColumnTable): Promise<void> {
    const isWrong = ({ predicted_gender, gender }: FacePrediction) => predicted_gender !== gender;
    return this.#draw(predictions, predictionCaption, isWrong);
  }

  /** One after the other; of those that wait, only the last. */
  #draw(
    faces: ColumnTable,
    caption: (face: FacePrediction) => string,
    wrong: (face: FacePrediction) => boolean,
  ): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#drawn = Promise.allSettled([this.#drawn]).then(async () => {
      if (turn !== this.#turn) return;
      const captioned = faces.reify(this.#rows).derive({ caption: fromRow(caption), wrong: fromRow(wrong) });
      const { "image/png": png, "text/plain": text } = await mimeBundle(await faceGrid(this.#split, captioned));
      this.widget.value = `<img alt="${escapeHtml(String(text))}" src="data:image/png;base64,${png}">`;
    });
    return this.#drawn;
  }
}
