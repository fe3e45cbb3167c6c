import type { RequestedPrecision } from "../../engine/device/precision";
import { OPTIMIZERS, type OptimizerName } from "../../engine/training-step/optimizer";
import { AUGMENTATIONS, type Augmentation } from "../../model/augment";
import { SCHEDULES, type Schedule } from "../../training/learning-rate";
import { TRAINING_DEFAULTS } from "../../training/plan";
import { type Control, dropdown, integerSlider, logSlider, slider } from "../widgets";
import { PANEL_NETWORKS, type PanelNetwork } from "./panel-network";

/** What a person chooses for a training; the names are those of `train`'s options, but for the network. */
export interface Hyperparameters {
  learningRate: number;
  batchSize: number;
  epochs: number;
  seed: number;
  labelSigma: number;
  network: PanelNetwork;
  optimizer: OptimizerName;
  schedule: Schedule;
  augment: Augmentation;
  precision: RequestedPrecision;
}

const { learningRate, batchSize, epochs, seed, labelSigma, optimizer, schedule, augment, precision } =
  TRAINING_DEFAULTS;

/** What `train` does where it is told nothing, in the order in which they are shown. */
export const HYPERPARAMETER_DEFAULTS: Hyperparameters = {
  ...{ learningRate, batchSize, epochs, seed, labelSigma },
  ...{ network: "shared-cnn", optimizer, schedule, augment, precision },
};

/** A control for each. */
export type HyperparameterControls = { [Name in keyof Hyperparameters]: Control<Hyperparameters[Name]> };

const BATCH_SIZES = [8, 16, 32, 64, 128];
const PRECISIONS = ["auto", "float32", "bfloat16"] as const;

/**
 * The controls of the hyperparameters, each with its default in its label.
 *
 * @param present - the values that they have at first; the defaults where left out
 * @throws RangeError when one is no value of its hyperparameter
 */
export function hyperparameterControls(present: Partial<Hyperparameters> = {}): HyperparameterControls {
  const values = { ...HYPERPARAMETER_DEFAULTS, ...present };
  const { learningRate, batchSize, epochs, seed, labelSigma } = values;
  const named = <Name extends keyof Hyperparameters>(name: Name, words: string) => ({
    label: `${words} (default ${HYPERPARAMETER_DEFAULTS[name]})`,
    value: values[name],
    width: "calc(100% - 8px)",
  });
  return {
    learningRate: logSlider({
      ...named("learningRate", "learning rate"),
      ...{ min: Math.min(1e-6, learningRate), max: Math.max(0.1, learningRate) },
      whileDragging: false, // each value that a training is given is kept in its run
    }),
    batchSize: dropdown({
      ...named("batchSize", "batch size"),
      options: [...new Set([...BATCH_SIZES, batchSize])].sort((a, b) => a - b),
    }),
    epochs: integerSlider({ ...named("epochs", "epochs"), min: 1, max: Math.max(50, epochs) }),
    seed: integerSlider({ ...named("seed", "seed"), min: Math.min(0, seed), max: Math.max(100, seed) }),
    labelSigma: slider({
      ...named("labelSigma", "label smoothing, years"),
      ...{ min: 0, max: Math.max(10, labelSigma), step: 0.5 },
    }),
    network: dropdown({ ...named("network", "network"), options: PANEL_NETWORKS }),
    optimizer: dropdown({ ...named("optimizer", "optimizer"), options: OPTIMIZERS }),
    schedule: dropdown({ ...named("schedule", "schedule"), options: SCHEDULES }),
    augment: dropdown({ ...named("augment", "augmentation"), options: AUGMENTATIONS }),
    precision: dropdown({ ...named("precision", "precision"), options: PRECISIONS }),
  };
}

/** Gives the controls these values. */
export function setHyperparameters(controls: HyperparameterControls, values: Hyperparameters): void {
  const byName: Record<string, { value: unknown }> = controls;
  for (const [name, value] of Object.entries(values)) {
    const control = byName[name];
    if (control) control.value = value;
  }
}
