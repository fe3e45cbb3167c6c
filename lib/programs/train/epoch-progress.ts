import { progressBar } from "../../notebook/progress/progress";
import type { StepReport } from "../../training/history/report";

/** Shows how far each epoch is, in faces. */
export class EpochProgress {
  private readonly stepsPerEpoch: number;
  private bar = progressBar("Epoch 1");
  private stepsBefore = 0;
  private mode = "";

  constructor(
    private readonly batchSize: number,
    private readonly faceCount: number,
  ) {
    this.stepsPerEpoch = Math.ceil(faceCount / batchSize);
  }

  /**
   * Begins the bar of the epoch that some steps lead to, or into the midst of. Its time counts from now on.
   *
   * @param steps - how many were made before; by default as many as when a bar was begun last
   */
  begin(steps = this.stepsBefore): void {
    this.stepsBefore = steps;
    this.bar = progressBar(`Epoch ${Math.floor(steps / this.stepsPerEpoch) + 1}`);
  }

  update({ step, steps, epoch, mode }: StepReport): void {
    if (mode !== this.mode) process.stdout.write(`Training runs ${mode}.\n`);
    this.mode = mode;
    const faces = (steps: number) =>
      Math.min((steps - (epoch - 1) * this.stepsPerEpoch) * this.batchSize, this.faceCount);
    this.bar(faces(step), faces(steps), faces(this.stepsBefore));
  }
}
