/** The mean loss of the steps since the point before. */
export interface LossPoint {
  /** The last of these steps. */
  step: number;
  loss: number;
  /** A running mean of the losses up to this step. */
  smoothed: number;
}

const mostPoints = 200;
const smoothedOver = 10; // points

/** A loss step by step, kept as 100 to 200 points however long the training is. */
export class LossCurve {
  points: LossPoint[] = [];
  private stepsPerPoint = 1;
  private steps = 0;
  private smoothed = 0;
  private sum = 0;
  private count = 0;

  add(step: number, loss: number): void {
    this.steps += 1;
    // A plain mean at first, then an exponential one.
    this.smoothed += (loss - this.smoothed) / Math.min(this.steps, smoothedOver * this.stepsPerPoint);
    this.sum += loss;
    this.count += 1;
    if (this.count < this.stepsPerPoint) return;
    this.points.push({ step, loss: this.sum / this.count, smoothed: this.smoothed });
    this.sum = 0;
    this.count = 0;
    if (this.points.length === mostPoints) this.halve();
  }

  private halve(): void {
    this.stepsPerPoint *= 2;
    this.points = this.points.flatMap((point, index) => {
      const previous = this.points[index - 1];
      return previous && index % 2 === 1 ? [{ ...point, loss: (previous.loss + point.loss) / 2 }] : [];
    });
  }
}
