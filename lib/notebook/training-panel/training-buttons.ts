import type { TrainingEnd } from "../../training/history/training-end";
import { TrainingControl } from "../../training/training-control";
import { button, row, type Widget } from "../widgets";

/** How the training stands that the buttons begin and end: before the first and after one that ended by itself, `ready`. */
export type TrainingPhase = "ready" | "training" | "paused" | "stopping" | "stopped";

/** What a training is begun with. */
export interface PressedTraining {
  /** Whether the training that was stopped is gone on with. */
  resume: boolean;
  control: TrainingControl;
  signal: AbortSignal;
}

/** *Train*, *Pause*, *Go on* and *Stop*, of which those can be pressed that make sense; there is one training at a time. */
export class TrainingButtons {
  readonly widget: Widget;
  readonly #train = button({ label: "Train", kind: "primary", tooltip: "Begins a run with these hyperparameters" });
  readonly #pause = button({ label: "Pause", tooltip: "Waits after the running step" });
  readonly #goOn = button({ label: "Go on", tooltip: "Goes on where it was paused or stopped" });
  readonly #stop = button({ label: "Stop", tooltip: "Ends after the running step, with a checkpoint" });
  readonly #work: (training: PressedTraining) => Promise<TrainingEnd["state"]>;
  readonly #onPhase: (phase: TrainingPhase) => void;
  #phase: TrainingPhase = "ready";
  #control = new TrainingControl();
  #stopping = new AbortController();

  /**
   * @param work - trains, to an end of any kind; never rejects
   * @param onPhase - called when the training stands otherwise
   */
  constructor(
    work: (training: PressedTraining) => Promise<TrainingEnd["state"]>,
    onPhase: (phase: TrainingPhase) => void = () => {},
  ) {
    this.#work = work;
    this.#onPhase = onPhase;
    // A button that is disabled tells of no press.
    this.#train.onPress(() => {
      this.#control = new TrainingControl();
      this.#begin(false);
    });
    this.#pause.onPress(() => {
      this.#control.pause();
      this.#enter("paused");
    });
    this.#goOn.onPress(() => {
      this.#control.goOn();
      if (this.#phase === "paused") this.#enter("training");
      else this.#begin(true);
    });
    this.#stop.onPress(() => this.#abort());
    this.widget = row([this.#train, this.#pause, this.#goOn, this.#stop]);
    this.widget.onClose(() => this.#abort());
    this.#enter("ready");
  }

  get phase(): TrainingPhase {
    return this.#phase;
  }

  /** Of the training that goes on, or was stopped and may be gone on with; nothing where there is none. */
  get control(): TrainingControl | undefined {
    return this.#phase === "ready" ? undefined : this.#control;
  }

  #begin(resume: boolean): void {
    this.#stopping = new AbortController();
    this.#enter("training");
    const { signal } = this.#stopping;
    void this.#work({ resume, control: this.#control, signal }).then((end) => {
      this.#enter(end === "stopped" ? "stopped" : "ready");
    });
  }

  #abort(): void {
    if (this.#phase !== "training" && this.#phase !== "paused") return;
    this.#enter("stopping");
    this.#stopping.abort();
    this.#control.goOn(); // for the training that may go on with it
  }

  #enter(phase: TrainingPhase): void {
    this.#phase = phase;
    this.#train.disabled = phase !== "ready" && phase !== "stopped";
    this.#pause.disabled = phase !== "training";
    this.#goOn.disabled = phase !== "paused" && phase !== "stopped";
    this.#stop.disabled = phase !== "training" && phase !== "paused";
    this.#onPhase(phase);
  }
}
