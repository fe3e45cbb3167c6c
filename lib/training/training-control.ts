import { checkLearningRate } from "./learning-rate";

/**
 * Holds a training, and changes its learning rate, while it goes on: what `train` takes as `control`, of one training at a time.
 *
 * @example
 * const control = new TrainingControl();
 * const training = train({ model, train, val, control });
 * control.pause(); // after the running step; what it has learned stays in memory
 * control.changeLearningRate(1e-4);
 * control.goOn();
 */
export class TrainingControl {
  #isPaused = false;
  #goOn = () => {};
  #learningRate: number | undefined;

  /** Whether no further step is made. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Holds the training after the running step, and the evaluation that may follow. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Lets a paused training go on. */
  goOn(): void {
    this.#isPaused = false;
    this.#goOn();
  }

  /**
   * Gives the training another learning rate from its next step on. A schedule goes on where it is, as if this had been its highest
   * rate from the beginning. The run keeps the change: when it is gone on with, it holds from the same step on.
   *
   * @throws when it is not above 0 and at most 1
   */
  changeLearningRate(learningRate: number): void {
    checkLearningRate(learningRate);
    this.#learningRate = learningRate;
  }

  /** For the training: waits as long as it is paused, or until the signal is aborted. */
  async whilePaused(signal: AbortSignal): Promise<void> {
    while (this.#isPaused && !signal.aborted) {
      const over = new AbortController(); // takes the listener off
      await new Promise<void>((resolve) => {
        this.#goOn = resolve;
        signal.addEventListener("abort", () => resolve(), { signal: over.signal });
      });
      over.abort();
    }
  }

  /** For the training: the learning rate that was asked for since it was taken last, if one was. */
  takeLearningRate(): number | undefined {
    const learningRate = this.#learningRate;
    this.#learningRate = undefined;
    return learningRate;
  }
}
