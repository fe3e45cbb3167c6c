import type { EvaluationReport, StepReport } from "../training/history";
import { describeDuration } from "./duration";
import { LossCurve } from "./loss-curve";

const speedFormat = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** What a training has reported so far, as far as it is drawn. */
export class TrainingState {
  readonly ageLoss = new LossCurve();
  readonly genderLoss = new LossCurve();
  readonly evaluations: EvaluationReport[] = [];
  step = 0;
  steps = 0;
  private epoch = 0;
  private reports = 0;
  private imagesPerSecond = 0;
  private mode = "";
  private readonly start = performance.now();

  addStep({ step, steps, epoch, losses, imagesPerSecond, mode }: StepReport): void {
    this.step = step;
    this.steps = steps;
    this.epoch = epoch;
    this.mode = mode;
    this.ageLoss.add(step, losses.age);
    this.genderLoss.add(step, losses.gender);
    this.reports += 1;
    // A single batch's speed varies: mostly that of the last ten.
    this.imagesPerSecond += (imagesPerSecond - this.imagesPerSecond) / Math.min(this.reports, 10);
  }

  /** "step 120 of 225, epoch 2, 76.1 images per second, 1 min 12 s left" */
  describeProgress(): string {
    const left = (this.seconds() / this.reports) * (this.steps - this.step);
    const speed = `${speedFormat.format(this.imagesPerSecond)} images per second`;
    return `step ${this.step} of ${this.steps}, epoch ${this.epoch}, ${speed}, ${describeDuration(left)} left`;
  }

  /** "225 steps in 48 s, compiled, bfloat16" */
  describeWhole(): string {
    return `${this.steps.toLocaleString("en-US")} steps in ${describeDuration(this.seconds())}, ${this.mode}`;
  }

  /** "age error 9.1 years, gender accuracy 84.2 %", of the last evaluation; nothing before the first. */
  describeMetrics(): string {
    const last = this.evaluations[this.evaluations.length - 1];
    if (last === undefined) return "";
    const { ageErrorByExpectedValue, genderAccuracy } = last.metrics;
    return `age error ${ageErrorByExpectedValue.toFixed(1)} years, gender accuracy ${(100 * genderAccuracy).toFixed(1)} %`;
  }

  private seconds(): number {
    return (performance.now() - this.start) / 1000;
  }
}
