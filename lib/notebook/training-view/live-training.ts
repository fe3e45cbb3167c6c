import { asDisplayable } from "../../display/display";
import { isNotebook, liveDisplay, liveInterval } from "../../display/live-display";
import type { EvaluationReport } from "../../training/history/report";
import type { TrainOptions } from "../../training/train-options";
import { embeddingProgress } from "../progress/embedding-progress";
import { terminalLine } from "../progress/terminal-line";
import { trainingChart } from "./training-chart";
import { TrainingState } from "./training-state";
import { drawTraining } from "./training-svg";

/** What `train` calls while it trains. */
export type LiveTraining = Required<Pick<TrainOptions, "onEmbed" | "onStep" | "onResume" | "onEnd">> & {
  onEvaluation(report: EvaluationReport): void;
};

/**
 * Shows a training while it goes on: how far it is, how fast, the loss of each head, the metrics on the validation split.
 *
 * In a notebook it is one display, updated in place at most twice a second; when the training has ended, of itself or not,
 * it becomes a chart, which is what a saved notebook keeps. In a program it is a line on stderr.
 *
 * @returns the callbacks that `train` takes
 * @example
 * const history = await train({ model, train, val, epochs: 3, ...liveTraining() });
 */
export function liveTraining(): LiveTraining {
  const state = new TrainingState();
  const view = isNotebook() ? notebookView(state) : terminalView(state);
  return { onEmbed: embeddingProgress(), ...followTraining(state, view) };
}

/** Takes what a training reports into its state, and has a view of that updated, as often as the view wants to be. */
export function followTraining(state: TrainingState, view: TrainingView): Omit<LiveTraining, "onEmbed"> {
  let next = 0;
  const update = () => {
    if (performance.now() < next) return;
    view.update();
    next = performance.now() + view.interval;
  };
  return {
    onStep(report) {
      state.addStep(report);
      update();
    },
    onEvaluation(report) {
      state.evaluations.push(report);
      update();
    },
    onResume({ steps, evaluations }) {
      state.resume(steps, evaluations);
      if (state.steps > 0) update();
    },
    onEnd(end) {
      state.end = end.state;
      if (state.steps > 0) view.end(); // there is nothing to see of one that failed before its first step
    },
  };
}

/** What shows a training. */
export interface TrainingView {
  /** The least time between two updates, in milliseconds. */
  interval: number;
  update(): void;
  end(): void;
}

function notebookView(state: TrainingState): TrainingView {
  const show = liveDisplay();
  return {
    interval: liveInterval,
    update() {
      // As HTML: JupyterLab turns SVG into a new <img> each time, which is blank until it is decoded.
      show(asDisplayable({ "text/html": drawTraining(state), "text/plain": `Training: ${state.describeProgress()}` }));
    },
    end: () => show(trainingChart(state)),
  };
}

function terminalView(state: TrainingState): TrainingView {
  const line = terminalLine();
  const withMetrics = (text: string) => [text, state.describeMetrics()].filter(Boolean).join("; ");
  return {
    interval: line.interval,
    update: () => line.update(withMetrics(`Training: ${state.describeProgress()}`)),
    end: () => line.end(withMetrics(`Training: ${state.describeWhole()}`)),
  };
}
