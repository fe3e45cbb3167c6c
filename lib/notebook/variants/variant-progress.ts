import type { VariantRun } from "../../training/experiment/variant-runs";
import { progressBars } from "../progress/progress";
import { type ShowSteps, stepWording } from "../runs/train-in-turn";

/** Shows how far each variant of an experiment is, counted in steps of all its runs. */
export class VariantProgress {
  readonly #totals = new Map<string, number>();
  /** Of the runs that are over: the steps that they have, and those that they had before. */
  readonly #over = new Map<string, { done: number; before: number }>();
  readonly #bars: ReturnType<typeof progressBars>;

  constructor(runs: readonly VariantRun[]) {
    for (const { variant, plan } of runs) this.#totals.set(variant, (this.#totals.get(variant) ?? 0) + plan.steps);
    this.#bars = progressBars([...this.#totals.keys()], stepWording);
  }

  /** Takes it that a run was finished before. */
  skip(run: VariantRun): void {
    this.#close(run, run.plan.steps);
  }

  /** What is told of a run's steps. A run that ends early for lack of patience is over as well. */
  of(run: VariantRun): ShowSteps {
    return (step, steps, before) => {
      if (step === steps) this.#close(run, before);
      else this.#show(run.variant, step, before);
    };
  }

  /** Called after other work than training, whose time is not to count. */
  skipTime(): void {
    this.#bars.skipTime();
  }

  /** Leaves what there is to say. */
  end(): void {
    this.#bars.end();
  }

  #close({ variant, plan }: VariantRun, before: number): void {
    this.#over.set(variant, this.#show(variant, plan.steps, before));
  }

  #show(variant: string, steps: number, before: number) {
    const over = this.#over.get(variant) ?? { done: 0, before: 0 };
    const sum = { done: over.done + steps, before: over.before + before };
    this.#bars.update(variant, sum.done, this.#totals.get(variant) ?? 0, sum.before);
    return sum;
  }
}
