import { escapeHtml } from "../../display/escape-html";
import { liveInterval } from "../../display/live-display";
import type { FaceSplit } from "../../images/face-split";
import { Stopped } from "../../interruptible";
import type { TrainingEnd } from "../../training/history/training-end";
import { RUNS_FOLDER } from "../../training/run/run-folder";
import { train } from "../../training/train";
import { followTraining } from "../training-view/live-training";
import { TrainingState } from "../training-view/training-state";
import { drawTraining } from "../training-view/training-svg";
import { column, html, row, type Widget } from "../widgets";
import { valuesOf } from "../widgets/interact";
import { type EarlierRun, earlierRuns } from "./earlier-runs";
import { FacePredictions } from "./face-predictions";
import {
  type HyperparameterControls,
  type Hyperparameters,
  hyperparameterControls,
  setHyperparameters,
} from "./hyperparameters";
import { panelNetwork } from "./panel-network";
import { type PressedTraining, TrainingButtons, type TrainingPhase } from "./training-buttons";
import { trainingCode } from "./training-code";

/** On what is trained, and where the hyperparameters stand at first. */
export interface TrainingPanelOptions extends Partial<Hyperparameters> {
  /** The faces to learn from. */
  train: FaceSplit;
  /** The faces to evaluate on. */
  val: FaceSplit;
  /** The folder of all runs. Default `var/runs`. */
  runsFolder?: string;
}

/**
 * A panel to train with: a control for each hyperparameter with its default; *Train*, *Pause*, *Go on* and *Stop*; the curves of
 * the training over those of the runs before on the same faces; some validation faces, predicted anew at each evaluation.
 *
 * What *Train* does is `train` with a new network, and leaves a run like any other. The learning rate can be changed meanwhile, see
 * `TrainingControl`. Nothing is trained until it is pressed. When its cell is run anew, the training ends with a checkpoint.
 *
 * @throws RangeError when a hyperparameter is not one
 * @example
 * await trainingPanel({ train: store.train, val: store.val, epochs: 8, learningRate: 3e-4 });
 */
export async function trainingPanel(options: TrainingPanelOptions): Promise<Widget> {
  const panel = new TrainingPanel(options);
  await panel.drawBefore();
  return panel.widget;
}

class TrainingPanel {
  readonly widget: Widget;
  readonly #faces: { train: FaceSplit; val: FaceSplit };
  readonly #runsFolder: string;
  readonly #controls: HyperparameterControls;
  readonly #buttons: TrainingButtons;
  readonly #predictions: FacePredictions;
  readonly #code = html("");
  readonly #message = html("");
  readonly #curves = html("");
  #state = new TrainingState();
  #earlier: EarlierRun[] = [];
  /** The run that was begun last, and how. */
  #begun: { values: Hyperparameters; run?: string } | undefined;

  constructor({ train, val, runsFolder = RUNS_FOLDER, ...present }: TrainingPanelOptions) {
    this.#faces = { train, val };
    this.#runsFolder = runsFolder;
    this.#predictions = new FacePredictions(val);
    this.#controls = hyperparameterControls(present);
    this.#say("Train begins a run with these hyperparameters.");
    this.#buttons = new TrainingButtons(
      (training) => this.#train(training),
      (phase) => this.#enter(phase),
    );
    this.#controls.learningRate.onChange((learningRate) => this.#changeLearningRate(learningRate));
    for (const control of Object.values(this.#controls)) control.onChange(() => this.#showCode());
    this.#showCode();
    const controls = Object.values(this.#controls);
    // Sliders need more room than lists.
    const settings = [column(controls.slice(0, 5), { width: "57%" }), column(controls.slice(5), { width: "43%" })];
    this.widget = column([
      row(settings, { width: "min(100%, 1000px)" }),
      this.#code,
      this.#buttons.widget,
      this.#message,
      this.#curves,
      this.#predictions.widget,
    ]);
  }

  /** Draws what there is before a training. */
  async drawBefore(run?: string, { batchSize } = valuesOf(this.#controls)): Promise<void> {
    this.#earlier = await earlierRuns(this.#faces, { runsFolder: this.#runsFolder, batchSize, without: run });
    this.#state = new TrainingState();
    this.#draw();
    await this.#predictions.clear();
  }

  async #train({ resume, control, signal }: PressedTraining): Promise<TrainingEnd["state"]> {
    const begun = resume && this.#begun ? this.#begun : { values: valuesOf(this.#controls) };
    this.#begun = begun;
    const { network, ...parameters } = begun.values;
    const { imageSize } = this.#faces.train;
    let end: TrainingEnd = { state: "failed", message: "" };
    try {
      // What the run was begun with is what is seen; the rate is that which it goes on with.
      setHyperparameters(this.#controls, { ...begun.values, learningRate: this.#controls.learningRate.value });
      await this.drawBefore(begun.run, begun.values);
      const model = await panelNetwork(network, { imageSize, seed: parameters.seed });
      const follow = followTraining(this.#state, {
        interval: liveInterval,
        update: () => this.#draw(),
        end: () => this.#draw(),
      });
      try {
        const { run, folder } = await train({
          model,
          ...this.#faces,
          ...parameters,
          ...(begun.run !== undefined && { run: begun.run }),
          ...{ runsFolder: this.#runsFolder, resume, control, signal },
          ...follow,
          onEmbed: (split, done, total) => this.#say(`Embedding ${split}: ${done} of ${total}`),
          onEvaluation: (report, predictions) => {
            follow.onEvaluation(report);
            void this.#predictions.show(predictions);
          },
          onEnd: (ended) => {
            end = ended;
            follow.onEnd(ended);
          },
          onMessage: (text) => text === end.message || console.log(text), // the end is told here
        });
        begun.run = run;
        this.#say(end.message || `The run ${run} is finished; it is in ${folder}.`);
      } finally {
        model.dispose();
      }
    } catch (error) {
      const isStop = error instanceof Stopped; // before its first step
      if (isStop) end.state = "stopped";
      const message = error instanceof Error ? error.message : String(error);
      this.#say(message, isStop ? "inherit" : "var(--jp-error-color1)");
    }
    return begun.run === undefined ? "failed" : end.state;
  }

  #enter(phase: TrainingPhase): void {
    const isAtWork = phase === "training" || phase === "paused" || phase === "stopping";
    for (const control of Object.values(this.#controls)) control.disabled = isAtWork;
    this.#controls.learningRate.disabled = phase === "stopping";
    if (phase === "training") {
      this.#state.goOn();
      this.#say("Training; the learning rate can be changed while it goes on.");
    } else if (phase === "paused") {
      this.#state.pause();
      this.#draw();
      this.#say("Paused after the running step: Go on, or Stop.");
    } else if (phase === "stopping") this.#say("Stopping after the running step.");
  }

  #changeLearningRate(learningRate: number): void {
    const { control } = this.#buttons;
    if (control === undefined) return;
    control.changeLearningRate(learningRate);
    this.#say(`Learning rate ${learningRate} from the next step on; the run keeps the change.`);
  }

  #say(text: string, color = "inherit"): void {
    this.#message.value = `<div role="status" style="line-height: 1.4; color: ${color}">${escapeHtml(text)}</div>`;
  }

  #showCode(): void {
    const code = escapeHtml(trainingCode(valuesOf(this.#controls)));
    this.#code.value = `<pre style="white-space: pre-wrap; word-break: normal; line-height: 1.4">${code}</pre>`;
  }

  #draw(): void {
    const names = this.#earlier.map(({ run }) => run).join(", ");
    const states = this.#earlier.map(({ state }) => state);
    const behind = names === "" ? "" : `<div>Faint, behind: ${escapeHtml(names)}</div>`;
    this.#curves.value = drawTraining(this.#state, states) + behind;
  }
}
