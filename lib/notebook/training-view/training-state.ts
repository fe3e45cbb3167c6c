import type { EvaluationReport, StepReport } from "../../training/history/report";
import type { TrainingEnd } from "../../training/history/training-end";
import { describeDuration } from "../progress/duration";
import { LossCurve } from "./loss-curve";

const speedFormat = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** What a training has reported so far, as far as it is drawn. */
export class TrainingState {
  readonly ageLoss = new LossCurve();
  readonly genderLoss = new LossCurve();
  readonly evaluations: EvaluationReport[] = [];
  step = 0;
  steps = 0;
  /** How it ended, once it has. */
  end: TrainingEnd["state"] | undefined;
  private epoch = 0;
  private reports = 0; // since it began, or was resumed
  private imagesPerSecond = 0;
  private mode = "";
  private start = performance.now();
  private pausedAt: number | undefined;

  /** Takes what was reported before the training was resumed; its time counts from now on. */
  resume(steps: readonly StepReport[], evaluations: readonly EvaluationReport[]): void {
    for (const report of steps) this.draw(report);
    this.evaluations.push(...evaluations);
    this.start = performance.now();
  }

  /** Time does not count until it goes on. */
  pause(): void {
    this.pausedAt ??= performance.now();
  }

  goOn(): void {
    if (this.pausedAt !== undefined) this.start += performance.now() - this.pausedAt;
    this.pausedAt = undefined;
  }

  addStep(report: StepReport): void {
    this.draw(report);
    this.reports += 1;
    // A single batch's speed varies: mostly that of the last ten.
    this.imagesPerSecond += (report.images_per_second - this.imagesPerSecond) / Math.min(this.reports, 10);
  }

  /** "step 120 of 225, epoch 2, 76.1 images per second, 1 min 12 s left" */
  describeProgress(): string {
    const place = `step ${this.step} of ${this.steps}, epoch ${this.epoch}`;
    if (this.reports === 0) return place;
    const left = (this.seconds() / this.reports) * (this.steps - this.step);
    const speed = `${speedFormat.format(this.imagesPerSecond)} images per second`;
    return `${place}, ${speed}, ${describeDuration(left)} left`;
  }

  /** "225 steps in 48 s, compiled, bfloat16", or "stopped after step 120 of 225, 26 s, compiled, bfloat16". */
  describeWhole(): string {
    const [count, step] = [this.steps, this.step].map((number) => number.toLocaleString("en-US"));
    const duration = describeDuration(this.seconds());
    if (this.end === "stopped" || this.end === "failed") {
      return `${this.end} after step ${step} of ${count}, ${duration}, ${this.mode}`;
    }
    const last = this.reports < this.step ? `, the last ${this.reports.toLocaleString("en-US")}` : "";
    return `${step} steps${last} in ${duration}, ${this.mode}`;
  }

  /** "age error 9.1 years, gender accuracy 84.2 %", of the last evaluation; nothing before the first. */
  describeMetrics(): string {
    const last = this.evaluations[this.evaluations.length - 1];
    if (last === undefined) return "";
    const [error, accuracy] = [last.age_error_by_expected_value, last.gender_accuracy];
    return `age error ${error.toFixed(1)} years, gender accuracy ${(100 * accuracy).toFixed(1)} %`;
  }

  private draw({ step, steps, epoch, age_loss, gender_loss, mode }: StepReport): void {
    this.step = step;
    this.steps = steps;
    this.epoch = epoch;
    this.mode = mode;
    this.ageLoss.add(step, age_loss);
    this.genderLoss.add(step, gender_loss);
  }

  private seconds(): number {
    return ((this.pausedAt ?? performance.now()) - this.start) / 1000;
  }
}
