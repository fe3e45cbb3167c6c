import type { ColumnTable } from "arquero";
import type { tf } from "../engine/tensorflow";
import { type Batch, type BatchOrder, shuffledBatches } from "../images/batches";
import type { FaceSplit } from "../images/face-split";
import { embedFaces } from "../model/embedding/embed-faces";
import { type EmbeddedBatch, shuffledEmbeddings } from "../model/embedding/embedded-faces";
import { type FrozenTrunk, frozenTrunk } from "../model/embedding/frozen-trunk";
import { embeddedPredictor } from "../model/embedding/predict-embedded";
import { modelPredictor } from "../model/prediction/model-predictor";
import { predictFaces, predictionTable } from "../model/prediction/predict-faces";
import type { TrainingPlan } from "./plan";
import type { TrainOptions } from "./train-options";

/** The faces of a training, as the network is shown them: images, or what a frozen trunk has made of them. */
export interface TrainingFaces {
  /** The trunk that the faces are embedded with, if they are. */
  readonly trunk?: FrozenTrunk;
  /** The training faces of one epoch. */
  batches(order: BatchOrder): AsyncGenerator<Batch | EmbeddedBatch, void, undefined>;
  /**
   * Predicts the validation faces.
   *
   * @returns the columns of `predictFaces`
   * @throws when the signal is aborted
   */
  predict(signal: AbortSignal): Promise<ColumnTable>;
  /** Frees what it holds. */
  close(): Promise<void>;
}

/**
 * The faces of a training. Where training leaves a trunk as it is, and mirroring is all that is done to images, each face is
 * embedded once, see `embedFaces`, and the heads learn from the embeddings: the same training, hundreds of times as fast.
 *
 * @param options - `model` is trained, `train` and `val` stay the caller's
 * @param kept - the network that is evaluated: `model`, or the average of its weights
 */
export async function trainingFaces(
  { model, train, val, onEmbed }: TrainOptions,
  { augment }: Pick<TrainingPlan, "augment">,
  kept: tf.LayersModel,
  signal: AbortSignal,
): Promise<TrainingFaces> {
  const [trunk, keptTrunk] = [frozenTrunk(model), frozenTrunk(kept)];
  if (trunk === undefined || keptTrunk === undefined || augment !== "flip") return imagesOf(train, val, kept);
  const embed = (split: FaceSplit) =>
    embedFaces(trunk, split, { signal, onProgress: (...progress) => onEmbed?.(split.name, ...progress) });
  const embeddedTrain = await embed(train);
  const embeddedVal = await embed(val).catch(async (error) => {
    await embeddedTrain.close();
    throw error;
  });
  const predictor = embeddedPredictor(keptTrunk, embeddedVal);
  return {
    trunk,
    batches: (order) => shuffledEmbeddings(embeddedTrain, order),
    predict: async (signal) => predictionTable(val.faces, await predictor.predict(signal)),
    close: async () => {
      predictor.dispose();
      await embeddedTrain.close();
      await embeddedVal.close();
    },
  };
}

function imagesOf(train: FaceSplit, val: FaceSplit, kept: tf.LayersModel): TrainingFaces {
  const predictor = modelPredictor(kept);
  return {
    batches: (order) => shuffledBatches(train, order),
    predict: (signal) => predictFaces(predictor, val, { signal }),
    close: async () => predictor.dispose(),
  };
}
